"""The invented people and companies that the development pages show."""

from __future__ import annotations

from typing import Any
from unicodedata import combining, normalize

from django import forms

from kept.web.shell import NavGroup, NavItem, Place, Promises, Shell, You

PEOPLE = (
    ("Tereza Dvořáková", "Olšanská papírna", "Head of purchasing", "dvorakova@olsanska-papirna.example", "+420 608 000 114", "Markéta Havlíčková", "today 9:12", "Contract · 2034", "yes"),
    ("Jürgen Weißmüller", "Weißmüller Antriebstechnik", "Managing director", "j.weissmueller@wm-antrieb.example", "+49 30 23125 118", "Katrin Schäfer", "today 8:40", "Contract · 2036", "yes"),
    ("Zdeněk Říha", "Kovárna Říha a syn", "Owner", "riha@kovarna-riha.example", "+420 608 000 231", "Petr Novák", "14 Feb 2025", "Interest · 22 days", "soon"),
    ("Anneliese Köhler", "Köhler & Söhne GmbH", "Plant engineer", "koehler@koehler-soehne.example", "+49 30 23125 402", "Katrin Schäfer", "yesterday", "Contract · 2033", "yes"),
    ("Harriet Lockwood", "Pennine Bearings Ltd", "Senior buyer", "h.lockwood@pennine.example", "+44 20 7946 0182", "Petr Novák", "19 Nov", "Contract · 2032", "yes"),
    ("Božena Šťastná", "Textilana Nový Bor", "Weaver", "", "", "Markéta Havlíčková", "18 Nov", "Restricted", "held"),
    ("Ondřej Kučera", "Strojmont Žďár", "Maintenance manager", "kucera@strojmont.example", "+420 608 000 409", "Ondřej Janda", "18 Nov", "Contract · 2035", "yes"),
    ("Ludmila Němcová", "Pivovar Podhora", "Brewmaster", "nemcova@pivovar-podhora.example", "+420 608 000 522", "Ondřej Janda", "16 Nov", "Copy due · 9 days", "asked"),
    ("Řehoř Žáček", "Dřevo Žáček", "Owner", "zacek@drevo-zacek.example", "+420 608 000 540", "Petr Novák", "15 Nov", "Contract · 2034", "yes"),
    ("Mathias Brandstätter", "", "", "m.brandstaetter@posteo.example", "", "Petr Novák", "14 Nov", "No reason given", "none"),
    ("Eleanor Whitcombe", "Harbour Cranes plc", "Operations director", "ewhitcombe@harbour-cranes.example", "+44 20 7946 0655", "Markéta Havlíčková", "14 Nov", "Contract · 2036", "yes"),
    ("Přemysl Hrubý", "Cementárna Hranov", "Head of logistics", "hruby@cementarna-hranov.example", "+420 608 000 618", "Ondřej Janda", "13 Nov", "Order · 2030", "yes"),
)
FIELDS = ("name", "company", "position", "email", "phone", "owner", "touched", "reason", "kept")
SAID = {"yes": "Kept", "soon": "Runs out soon", "asked": "A request is running", "held": "Restricted", "none": "No reason"}


def shell(path: str) -> Shell:
    you = You("Markéta Havlíčková", "marketa@havlicek.example", "MH", "/dev/sheet")
    here = ("/dev/list", "/dev/record")
    return Shell(
        instance="Strojírny Havlíček",
        slug="havlicek",
        home="/dev/list",
        you=you,
        groups=(
            NavGroup("", (NavItem("Home", "/dev/components", "home", key="h", current=path == "/dev/components"), NavItem("Inbox", "#", "bell", "4"), NavItem("Calendar", "#", "calendar", key="l"), NavItem("Tasks", "#", "task", "7"))),
            NavGroup("Customers", (NavItem("Companies", "/dev/record", "house", "312"), NavItem("Contacts", "/dev/list", "person", "1,248", "c", path in here), NavItem("Leads", "#", "lead", "38"))),
            NavGroup("Sales", (NavItem("Deals", "#", "deal", "41", "d"), NavItem("Offers", "#", "doc", "16"), NavItem("Orders", "#", "order", "9"), NavItem("Projects", "#", "flag", "5"))),
            NavGroup("Instance", (NavItem("Import", "#", "in"), NavItem("Privacy", "#", "mark", "2"), NavItem("People and rights", "#", "key"), NavItem("Settings", "#", "sliders"))),
        ),
        places=(Place("Strojírny Havlíček", "/dev/list", True), Place("Havlíček Deutschland GmbH", "/dev/record")),
        promises=Promises(43, 44),
        search_url="/dev/list",
        palette_url="/dev/palette",
        notifications=4,
        notifications_url="#",
    )


def contacts(sort: str) -> dict[str, Any]:
    rows = [{"id": number, **dict(zip(FIELDS, person, strict=True)), "said": SAID[person[-1]]} for number, person in enumerate(PEOPLE, start=1)]
    if sort.strip("-") in FIELDS:
        rows.sort(key=lambda row: str(row[sort.strip("-")]).casefold(), reverse=sort.startswith("-"))
    titles = (("name", "Name", 11), ("company", "Company", 12), ("position", "Position", 10), ("email", "E-mail", 14), ("phone", "Phone", 10), ("owner", "Owner", 4), ("touched", "Last touch", 7), ("reason", "Kept because, until", 10))
    columns = [
        {"key": key, "label": label, "width": width, "sort_url": f"?sort={'-' if sort == key else ''}{key}", "sort": {key: "ascending", f"-{key}": "descending"}.get(sort, "")}
        for key, label, width in titles
    ]
    tabs = [("My customers", "186", True), ("Everyone", "1,248", False), ("Not spoken to for 90 days", "73", False), ("Runs out soon", "12", False), ("No reason to keep", "1", False)]
    return {
        "rows": rows,
        "columns": columns,
        "tabs": [{"label": label, "url": "/dev/list", "count": count, "current": current} for label, count, current in tabs],
        "shown": 12,
        "count": "186",
    }


def record() -> dict[str, Any]:
    return {
        "story": [
            {"day": "Promised"},
            {"icon": "calendar", "title": "Visit in Olšany: measure line 3", "text": "With Radovan Kříž and the maintenance shift.", "when": "Thu 26 Nov, 9:30", "state": "next"},
            {"icon": "phone", "title": "Call about the spare rollers", "badge": "due today", "when": "today 15:00", "state": "late"},
            {"day": "Today"},
            {"icon": "mail", "title": "Tereza answered “Re: offer NAB-2026-0412”", "text": "The board meets on 3 December. Asks for delivery in two parts and 45 days to pay.", "when": "9:12"},
            {"icon": "pen", "title": "Petr Novák moved Rebuild of line 3 to Offer sent", "when": "8:31"},
            {"day": "Wednesday 18 November"},
            {"icon": "phone", "title": "Call, 14 minutes", "text": "Line 3 stands for a week in February. Wants one supplier for drive and rollers.", "when": "13:20"},
        ],
        "why": [
            {"text": "Contract: frame order 2024", "when": "2034", "note": "name, work contact, correspondence"},
            {"text": "Our interest: care for the customer", "when": "2034", "note": "talks and notes. She may object."},
            {"text": "Her consent: newsletter", "when": "14 Oct 2028", "note": "given 3 May 2025 by double opt-in"},
        ],
        "may_see": [{"text": "You", "note": "owner"}, {"text": "Petr Novák, Ondřej Janda", "note": "team Sever"}, {"text": "Katrin Schäfer", "note": "head of sales"}],
        "looks": [{"text": "Petr Novák", "when": "today 9:31", "note": "opened the page, to prepare a call"}, {"text": "Accounting link “Pohoda”", "when": "yesterday 22:00", "note": "name, e-mail, for an invoice"}],
    }


def parts() -> dict[str, Any]:
    return {
        "steps": [{"label": "File", "state": "done"}, {"label": "Columns", "state": "now"}, {"label": "Reason"}, {"label": "Check"}, {"label": "Import"}],
        "path": [{"label": "Asked", "when": "16 Nov"}, {"label": "Verified", "when": "16 Nov"}, {"label": "Answered", "when": "by 16 Dec", "to_come": True}],
        "lines": (("yes", "Kept", "unbroken"), ("soon", "Runs out soon, or due today", "stops short"), ("asked", "A request is running", "dotted"), ("held", "Restricted", "double"), ("none", "No reason, or promise missed", "a ring, no line")),
        **record(),
    }


def bare(text: str) -> str:
    """Without accents and capitals."""
    return "".join(letter for letter in normalize("NFD", text.casefold()) if not combining(letter))


def hits(words: str) -> list[dict[str, Any]]:
    found = [person for person in PEOPLE if bare(words) in bare(f"{person[0]} {person[1]}")]
    return [
        {"title": "Contacts", "items": [{"label": person[0], "hint": ", ".join(filter(None, (person[2], person[1]))), "url": "/dev/record", "icon": "person"} for person in found[:5]]},
        {"title": "Do", "items": [{"label": "New contact", "url": "/dev/sheet", "icon": "plus", "key": "N"}]},
    ]


class DealForm(forms.Form):
    """A form with every kind of field."""

    name = forms.CharField(label="Name of the deal", help_text="As the customer would call it.")
    value = forms.DecimalField(label="Value, Kč", error_messages={"invalid": "Enter a number, such as 1 840 000"}, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    phase = forms.ChoiceField(label="Phase", choices=(("", "Choose"), ("offer", "Offer sent")), error_messages={"required": "Choose a phase"})
    code = forms.CharField(label="Code", disabled=True, initial="OP-2026-0117", required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    seen_by = forms.ChoiceField(label="Who may see it", choices=(("team", "Team Sever"), ("me", "Only me")), widget=forms.RadioSelect, initial="team")
    remind = forms.BooleanField(label="Remind me a day before", required=False, initial=True, help_text="By mail, at eight in the morning.")


def wrong_form() -> DealForm:
    return DealForm({"name": "Rebuild of line 3", "value": "1,84 mil", "phase": "", "seen_by": "team", "remind": "on"})


class SignUp(forms.Form):
    """The narrow sheet's form."""

    email = forms.EmailField(label="E-mail", help_text="Your login. We send one mail to check it is yours.")
    name = forms.CharField(label="Name")
    surname = forms.CharField(label="Surname")
