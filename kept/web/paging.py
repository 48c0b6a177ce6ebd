"""Lists that stay fast at any depth: pages by key, and counts that stop at a thousand.

The address of the next page holds the id of the last row alone, never a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet

from kept.web import formats

Row = TypeVar("Row", bound=Model)

CAP = 1000
SIZE = 50


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to sort by. `nullable`: rows without a value come last upwards and first downwards, as the index has them."""

    field: str
    descending: bool = False
    nullable: bool = False

    def order(self) -> Any:
        return F(self.field).desc() if self.descending else F(self.field).asc()

    def equal(self, value: object) -> Q:
        return Q(**{f"{self.field}__isnull": True}) if value is None else Q(**{self.field: value})

    def beyond(self, value: object) -> Q | None:
        """The rows that come after those with `value`; None when there can be none."""
        if value is None:
            return Q(**{f"{self.field}__isnull": False}) if self.descending else None
        after = Q(**{f"{self.field}__{'lt' if self.descending else 'gt'}": value})
        return after | Q(**{f"{self.field}__isnull": True}) if self.nullable and not self.descending else after

    def bound(self, value: object) -> Q:
        """Says again, in a form that an index can start from, that nothing before `value` follows."""
        if self.nullable or value is None:
            return Q()
        return Q(**{f"{self.field}__{'lte' if self.descending else 'gte'}": value})


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A stretch of a list. `next` is what `after` must be for the next one, or nothing at the end."""

    rows: list[Row]
    next: str = ""
    size: int = SIZE
    count: str = ""
    shown: str = ""


def by_key(
    rows: QuerySet[Row],
    terms: Sequence[Term],
    after: str = "",
    *,
    size: int = SIZE,
    seen: int = 0,
    count: str = "",
    anchors: QuerySet[Row] | None = None,
) -> Page[Row]:
    """The `size` rows that follow the row whose id is `after`, or the first ones.

    `rows` is what the reader may see, filtered, in any order; the last of `terms` must tell any two rows apart.
    `anchors` is the same without the filters: the last row is found there even when an edit has moved it out of the
    view. An `after` that is not there any more begins the list again. `seen` rows stand above already.
    """
    ordered = rows.order_by(*(term.order() for term in terms))
    last = values_of(rows if anchors is None else anchors, terms, after)
    if last is not None:
        ordered = ordered.filter(beyond(terms, last))
    found = list(ordered[: size + 1])
    page = found[:size]
    more = str(page[-1].id) if len(found) > size else ""  # type: ignore[attr-defined]
    return Page(page, more, size, count, formats.number(seen + len(page)))


def values_of(rows: QuerySet[Row], terms: Sequence[Term], after: str) -> tuple[Any, ...] | None:
    """What the row with that id is sorted by."""
    if not (after.isascii() and after.isdigit() and len(after) <= 18):
        return None
    return rows.order_by().filter(id=int(after)).values_list(*(term.field for term in terms)).first()


def beyond(terms: Sequence[Term], values: Sequence[Any]) -> Q:
    """All rows that come after `values` in the order of `terms`."""
    after: list[Q] = []
    same = Q()
    for term, value in zip(terms, values, strict=True):
        next_ones = term.beyond(value)
        if next_ones is not None:
            after.append(same & next_ones)
        same &= term.equal(value)
    return terms[0].bound(values[0]) & reduce(or_, after)


def capped_count(rows: QuerySet[Any], cap: int = CAP) -> tuple[int, str]:
    """How many there are, counted no further than `cap`: the figure and its words, such as "1,000+"."""
    found = rows.order_by()[: cap + 1].count()
    return (cap, f"{formats.number(cap)}+") if found > cap else (found, formats.number(found))
