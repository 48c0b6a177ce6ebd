"""Lists: the rows that answer what is asked of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kept.audit.access import Access
from kept.crm.nouns import ordering
from kept.crm.nouns.asking import NAMES, Asked
from kept.crm.nouns.conditions import matching
from kept.crm.nouns.fetching import Row, fetch, prime
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.tally import total

PAGE = 50
ALONG = (*NAMES, "created_at", "updated_at")  # orders that each noun has an index for


@dataclass(slots=True)
class Page:
    """Rows, and the id that the next page begins after ("" at the end)."""

    rows: list[Row]
    next: str = ""


def select(
    noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked, *, size: int = PAGE
) -> Page:
    """One page of a list. Raises Invalid for a column, condition or order that the person has not."""
    return counted(noun, access, words, fields, asked, size=size, most=size)[0]


def counted(
    noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked, *,
    size: int = PAGE, most: int = 1000,
) -> tuple[Page, int, bool]:  # fmt: skip
    """One page, how many records answer, and whether there are more than `most`. The first page of what somebody
    looks for is counted on the way; everything is counted by its tally."""
    columns = [fields[name] for name in (*noun.title_fields, *asked.columns) if name in fields]
    queryset = matching(noun, access, words, fields, asked)
    if asked.is_plain and asked.order in ALONG:
        rows = _rows(noun, access, fields, asked, queryset, size + 1, columns)
    else:
        counting = not asked.is_plain and not asked.after
        ids_ = ordering.first(noun, access, fields, asked, queryset, max(most, size) + 1 if counting else size + 1)
        rows = in_this_order(noun, ids_[: size + 1], columns)
    page = Page(rows[:size], str(rows[size - 1].id) if len(rows) > size else "")
    prime(page.rows, columns, words)
    if most <= size:
        return page, len(page.rows), len(rows) > size
    if asked.is_plain or asked.after:
        return page, *count(noun, access, words, fields, asked, most=most)
    return page, min(len(ids_), most), len(ids_) > most


def in_this_order(noun: Noun, ids_: list[int], columns: Iterable[Field]) -> list[Row]:
    """The rows of some ids, which the person may see, in the order of the ids."""
    found = {row.id: row for row in fetch(noun, noun.model.objects.filter(pk__in=ids_), columns)} if ids_ else {}
    return [found[pk] for pk in ids_ if pk in found]


def in_order(noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked) -> Any:
    """The queryset of the whole list in its order, for exports."""
    path, null = ordering.order_path(fields, asked)
    queryset, path = ordering.sortable(
        noun, matching(noun, access, words, fields, asked), path, ordering.blank(fields, asked)
    )
    return ordering.ordered(queryset, path, null, asked)


def _rows(
    noun: Noun,
    access: Access,
    fields: Mapping[str, Field],
    asked: Asked,
    queryset: Any,
    most: int,
    columns: list[Field],
) -> list[Row]:
    """The first rows in an order that an index of the noun's own has. Of changes it has the latest first and nothing
    before it: those never changed are asked for only when the others are too few."""
    path, null = ordering.order_path(fields, asked)
    if asked.after:
        queryset = queryset.filter(ordering.beyond(noun, access, fields, asked))
    if path == "updated_at" and asked.descending:
        changed = queryset.filter(updated_at__isnull=False).order_by("-updated_at", "-pk")
        rows = fetch(noun, changed[:most], columns)
        if len(rows) == most:
            return rows
    return fetch(noun, ordering.ordered(queryset, path, null, asked)[:most], columns)


def beside(
    noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked, pk: int
) -> tuple[int, int]:
    """The ids before and after a record in the order that is asked for, 0 at the ends. Two short walks by key."""
    here = replace(asked, after=str(pk))
    rows = matching(noun, access, words, fields, here)
    before = _next_of(noun, access, fields, replace(here, descending=not asked.descending), rows)
    return before, _next_of(noun, access, fields, here, rows)


def _next_of(noun: Noun, access: Access, fields: Mapping[str, Field], asked: Asked, rows: Any) -> int:
    return next(iter(ordering.first(noun, access, fields, asked, rows, 1)), 0)


def count(
    noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked, *, most: int | None = 1000
) -> tuple[int, bool]:
    """How many records answer, and whether there are more than `most` (None: count them all)."""
    if asked.is_plain:
        everything = total(noun.model, access)
        if everything is not None:
            return everything, False
    queryset = matching(noun, access, words, fields, asked)
    if most is None:
        return queryset.count(), False
    found = queryset.values("pk")[: most + 1].count()
    return min(found, most), found > most
