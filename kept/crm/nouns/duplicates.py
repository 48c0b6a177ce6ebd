"""Likely duplicates: records that may be the same person or company as the one being written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from kept.audit.access import Access
from kept.crm.nouns.noun import Noun
from kept.crm.records.finding import ids
from kept.crm.records.words import digits, escape, fold

MOST = 5
LOOKED_AT = 60  # candidates compared by name
ALIKE = 88  # of 100


@dataclass(frozen=True, slots=True)
class Likely:
    """A record that may be the same, and why it seems so."""

    id: int
    name: str
    why: str
    hint: str = ""


def likely(noun: Noun, raw: Mapping[str, Any], access: Access, *, but: int | None = None) -> list[Likely]:
    """The records that a person may see and that are probably the same, the surest first. Reads few rows, by index."""
    found: dict[int, Likely] = {}
    for words, test, why in tests(noun, raw):
        if len(found) >= MOST:
            break
        for row in _rows(noun, words, access, but, test):
            found.setdefault(row["pk"], Likely(row["pk"], noun.title(row), why, ", ".join(row["tags"][:2])))
    return list(found.values())[:MOST]


def tests(noun: Noun, raw: Mapping[str, Any]) -> Iterator[tuple[list[str], Any, str]]:
    """What to look for: patterns of the index of words, a further test of each row, and the reason in words."""
    text = {name: str(raw.get(name) or "").strip() for name in raw}
    if text.get("email"):
        mail = fold(text["email"])
        yield [f"% {escape(mail)}%"], None, _("the same e-mail")
    number = digits(text.get("phone", ""))
    if len(number) >= 7:
        tail = number[-9:]
        yield [f"%{tail}%"], None, _("the same phone")
    registered = fold(text.get("registration_number", ""))
    if registered:
        yield [f"% {escape(registered)}%"], None, _("the same number")
    name = fold(noun.title(text))
    if len(name) >= 3:
        longest = max(name.split(), key=len)
        near = escape(longest[: max(3, len(longest) - 2)])
        yield [f"%{near}%"], lambda row: alike(name, fold(noun.title(row))), _("nearly the same name")


def alike(one: str, other: str) -> bool:
    """Whether two folded names are probably the same, whatever the order of their words."""
    return bool(fuzz.token_sort_ratio(one, other) >= ALIKE)


def _rows(noun: Noun, words: list[str], access: Access, but: int | None, test: Any) -> list[dict[str, Any]]:
    candidates = ids(noun.model, words, LOOKED_AT)
    if not candidates:
        return []
    rows = noun.model.objects.kept().visible_to(access).filter(~Q(pk=but), pk__in=candidates)
    named = rows.values("pk", *noun.title_fields, "tags").order_by("sort_key")
    return [row for row in named if test is None or test(row)]
