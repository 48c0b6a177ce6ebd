"""The words that a record is found by are not taken along: they are worked out anew from what came."""

from __future__ import annotations

from typing import Any

from kept.privacy.leaving.travelling import Row

CHUNK = 1000


def words_of(model: Any) -> Any:
    """What works out the words and the place in the alphabet of a row that comes in."""

    def fill(row: Row) -> Row:
        record = model(**{**row, "id": None})
        record.index()
        return {"search": record.search, "sort_key": record.sort_key}

    return fill


def index_again(rows: Any) -> int:
    """The same for records whose words stand in other rows too, once those are there. Returns how many changed."""
    changed, last = 0, 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        before = [(one.search, one.sort_key) for one in chunk]
        for one in chunk:
            one.index()
        other = [one for one, was in zip(chunk, before, strict=True) if was != (one.search, one.sort_key)]
        type(chunk[0]).objects.bulk_update(other, ["search", "sort_key"])
        changed += len(other)
    return changed
