"""The cells of a sheet: what each kind of field looks like in a row, and the head above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kept.crm.nouns.asking import BY_NAME
from kept.crm.nouns.fetching import Row
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import NOUNS
from kept.crm.nouns.pages.list_open import OpenList, address
from kept.web import formats

CARDS = {
    "reference": "sub",
    "phone": "more",
    "moment": "side",
    "touch": "side",
}  # what a card on a phone shows, the first of each
NAMED_CARDS = {"city": "sub", "position": "sub"}
SAID = {
    "yes": gettext_lazy("Kept"),
    "soon": gettext_lazy("Runs out soon"),
    "asked": gettext_lazy("A request is running"),
    "held": gettext_lazy("Restricted"),
    "none": gettext_lazy("No reason to keep"),
}
REASON_CSS = {"soon": "is-late", "none": "is-broken"}


@dataclass(slots=True)
class Cell:
    """One value in a row."""

    html: str
    css: str = ""
    card: str = ""
    edit_url: str = ""

    def td(self) -> SafeString:
        """The cell as it stands in the sheet. Written here: a template takes five times as long over a page of them."""
        said = "".join(
            format_html(' {}="{}"', name, value)
            for name, value in (("class", self.css), ("data-card", self.card), ("data-edit-url", self.edit_url))
            if value
        )
        return format_html("<td{}>{}</td>", SafeString(said), self.html)


@dataclass(slots=True)
class Line:
    """One row of a sheet. `kept` is what the line in the margin shows, `said` the same in words."""

    id: int
    title: str
    url: str
    cells: list[Cell]
    tds: SafeString
    kept: str = ""
    said: str = ""


@dataclass(slots=True)
class Head:
    """The head of a column."""

    key: str
    label: str
    width: int
    sort: str = ""
    sort_url: str = ""
    end: bool = False


def columns_of(open_list: OpenList) -> list[Field]:
    """The chosen columns; what the title says already is not said twice."""
    noun = open_list.noun
    chosen = (open_list.fields[name] for name in open_list.asked.columns if name in open_list.fields)
    return [one for one in chosen if one.name not in noun.title_fields or len(noun.title_fields) > 1]


def heads(open_list: OpenList, columns: list[Field], widths: dict[str, int]) -> list[Head]:
    """The heads, each with the address that sorts by it, or the other way round."""
    name = pgettext("of a person", "Name") if len(open_list.noun.title_fields) > 1 else _("Name")
    first = Head("title", name, widths.get("title", 11), *_sorting(open_list, BY_NAME))
    return [first, *(_head(open_list, one, widths) for one in columns)]


def _head(open_list: OpenList, one: Field, widths: dict[str, int]) -> Head:
    sorting = _sorting(open_list, one.name) if one.sortable else ("", "")
    return Head(one.name, str(one.label), widths.get(one.name, one.width), *sorting, end=one.kind == "number")


def _sorting(open_list: OpenList, order: str) -> tuple[str, str]:
    asked = open_list.asked
    here = asked.order == order
    now = ("descending" if asked.descending else "ascending") if here else ""
    return now, open_list.link(order=order, descending=here and not asked.descending)


def line(open_list: OpenList, row: Row, columns: list[Field]) -> Line:
    """A row as the sheet shows it."""
    noun = open_list.noun
    url = f"{open_list.url}{row.id}/"
    may_edit = not row.locked and open_list.may("edit")
    taken: set[str] = set()
    cells = []
    for one in columns:
        cell = SHOWN.get(one.kind, _plain)(one, row, open_list)
        card = CARDS.get(one.kind) or NAMED_CARDS.get(one.name, "")
        cell.card = "" if card in taken else card
        taken.add(card)
        if may_edit and one.editable and one.kind != "long":
            cell.edit_url = f"{url}cell/{one.name}/"
        cells.append(cell)
    reason = open_list.words.reasons.get(row.id)
    kept = reason.state if reason else ""
    tds = SafeString("".join(cell.td() for cell in cells))
    return Line(row.id, noun.title(row.values) or _("no name"), url, cells, tds, kept, str(SAID.get(kept, "")))


def _plain(one: Field, row: Row, open_list: OpenList) -> Cell:
    return Cell(one.show(row.values[one.name], open_list.words), "soft")


def _number(one: Field, row: Row, open_list: OpenList) -> Cell:
    return Cell(one.show(row.values[one.name], open_list.words), "end")


def _email(one: Field, row: Row, open_list: OpenList) -> Cell:
    value = row.values[one.name]
    return Cell(format_html('<a href="mailto:{0}">{0}</a>', value) if value else "")


def _phone(one: Field, row: Row, open_list: OpenList) -> Cell:
    value = row.values[one.name]
    if not value:
        return Cell("", "num")
    return Cell(
        format_html('<a href="tel:{}">{}</a>', "".join(c for c in value if c.isdigit() or c == "+"), value), "num"
    )


def _link(one: Field, row: Row, open_list: OpenList) -> Cell:
    value = row.values[one.name]
    if not value:
        return Cell("")
    href = value if value.lower().startswith(("https://", "http://")) else f"https://{value}"
    return Cell(format_html('<a href="{}" rel="noopener noreferrer">{}</a>', href, value))


def _member(one: Field, row: Row, open_list: OpenList) -> Cell:
    member = open_list.words.member(row.values[one.name])
    if not member.id:
        return Cell("")
    return Cell(
        format_html(
            '<span class="ini" aria-hidden="true">{}</span><span class="vh">{}</span>', member.initials, member.name
        )
    )


def _reference(one: Field, row: Row, open_list: OpenList) -> Cell:
    pk, shown = row.values[one.name], row.values.get(f"{one.name}.shown")
    if not pk or not shown:
        return Cell("")
    other = NOUNS[one.to]  # type: ignore[attr-defined]
    return Cell(format_html('<a href="{}">{}</a>', address(other, open_list.slug, pk), shown))


def _moment(one: Field, row: Row, open_list: OpenList) -> Cell:
    value = row.values[one.name]
    if isinstance(value, dt.datetime):
        return Cell(formats.moment(value), "soft num")
    return Cell(one.show(value, open_list.words), "soft num")


def _touch(one: Field, row: Row, open_list: OpenList) -> Cell:
    return Cell(formats.moment(open_list.words.touched.get(row.id)), "soft num")


def _date(one: Field, row: Row, open_list: OpenList) -> Cell:
    value = row.values[one.name]
    return Cell(formats.day(value) if isinstance(value, dt.date) else one.show(value, open_list.words), "soft num")


def _reason(one: Field, row: Row, open_list: OpenList) -> Cell:
    reason = open_list.words.reasons.get(row.id)
    return Cell(reason.text, REASON_CSS.get(reason.state, "soft")) if reason else Cell("")


SHOWN: dict[str, Callable[[Any, Row, OpenList], Cell]] = {
    "email": _email,
    "phone": _phone,
    "link": _link,
    "member": _member,
    "reference": _reference,
    "moment": _moment,
    "touch": _touch,
    "date": _date,
    "number": _number,
    "reason": _reason,
}
