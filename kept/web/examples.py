"""The invented people and companies that the development pages show; their facts are in examples.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

from django import forms

from kept.web.shell import NavGroup, NavItem, Place, Promises, Shell, You

FACTS: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
PEOPLE = FACTS["people"]
SAID = {line[0]: line[1] for line in FACTS["lines"]}
HOME_OF = {"/dev/components": "Home", "/dev/list": "Contacts", "/dev/record": "Contacts"}


def shell(path: str) -> Shell:
    """The shell with everything in it, for the page at that path."""
    return Shell(
        instance="Strojírny Havlíček",
        slug="havlicek",
        home="/dev/list",
        you=You("Markéta Havlíčková", "marketa@havlicek.example", "MH", "/dev/sheet"),
        groups=tuple(
            NavGroup(group["title"], tuple(nav_item(item, HOME_OF.get(path, "")) for item in group["items"]))
            for group in FACTS["groups"]
        ),
        places=(Place("Strojírny Havlíček", "/dev/list", True), Place("Havlíček Deutschland GmbH", "/dev/record")),
        promises=Promises(43, 44),
        search_url="/dev/list",
        palette_url="/dev/palette",
        notifications=4,
        notifications_url="#",
    )


def nav_item(facts: dict[str, str], current: str) -> NavItem:
    return NavItem(**facts, current=facts["label"] == current)


def contacts(sort: str, after: str = "") -> dict[str, Any]:
    """What a list shows, in the order asked for: "name", or downwards "-name". There are two pages of it."""
    first = 13 if after else 1
    rows = [{"id": number, **person, "said": SAID[person["kept"]]} for number, person in enumerate(PEOPLE, first)]
    by = sort.removeprefix("-")
    if by in PEOPLE[0]:
        rows.sort(key=lambda row: str(row[by]).casefold(), reverse=sort.startswith("-"))
    columns = [{**column, **sorting(column["key"], sort)} for column in FACTS["columns"]]
    return {"rows": rows, "columns": columns, "tabs": FACTS["tabs"], **foot(after)}


def foot(after: str) -> dict[str, Any]:
    return {"shown": 24 if after else 12, "count": "186", "more_url": "" if after else "/dev/list?after=12"}


def sorting(key: str, sort: str) -> dict[str, str]:
    way = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    return {"sort": way, "sort_url": f"?sort={'-' if sort == key else ''}{key}"}


def bare(text: str) -> str:
    """Without accents and capitals."""
    return "".join(letter for letter in normalize("NFD", text.casefold()) if not combining(letter))


def hits(words: str) -> list[dict[str, Any]]:
    """What the palette finds."""
    found = [person for person in PEOPLE if bare(words) in bare(f"{person['name']} {person['company']}")]
    people = [
        {"label": one["name"], "hint": f"{one['position']}, {one['company']}", "url": "/dev/record", "icon": "person"}
        for one in found[:5]
    ]
    new = {"label": "New contact", "url": "/dev/sheet", "icon": "plus", "key": "N"}
    return [{"title": "Contacts", "items": people}, {"title": "Do", "items": [new]}]


class DealForm(forms.Form):
    """A form with every kind of field."""

    name = forms.CharField(label="Name of the deal", help_text="As the customer would call it.")
    value = forms.DecimalField(
        label="Value, Kč",
        error_messages={"invalid": "Enter a number, such as 1 840 000"},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    phase = forms.ChoiceField(
        label="Phase", choices=(("", "Choose"), ("offer", "Offer sent")), error_messages={"required": "Choose a phase"}
    )
    code = forms.CharField(label="Code", disabled=True, initial="OP-2026-0117", required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    seen_by = forms.ChoiceField(
        label="Who may see it",
        choices=(("team", "Team Sever"), ("me", "Only me")),
        widget=forms.RadioSelect,
        initial="team",
    )
    remind = forms.BooleanField(
        label="Remind me a day before", required=False, initial=True, help_text="By mail, at eight in the morning."
    )


def wrong_form() -> DealForm:
    return DealForm({"name": "Rebuild of line 3", "value": "1,84 mil", "phase": "", "seen_by": "team", "remind": "on"})


class SignUp(forms.Form):
    """The narrow sheet's form."""

    email = forms.EmailField(label="E-mail", help_text="Your login. We send one mail to check it is yours.")
    name = forms.CharField(label="Name")
    surname = forms.CharField(label="Surname")
