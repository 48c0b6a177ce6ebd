"""Facts of records: set from cleaned values, told as history keeps them, and compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import EMPTY, Field


def put(record: Any, one: Field, value: Any) -> None:
    """Give a record a value of its own. An own field of the instance that is empty is not there at all."""
    if not isinstance(one, Custom):
        setattr(record, one.attribute, value)
    elif value in EMPTY:
        record.custom.pop(one.key, None)
    else:
        record.custom[one.key] = value


def present(chunk: list[Any], used: list[Field], rows: Mapping[str, Mapping[int, Any]]) -> dict[int, dict[str, Any]]:
    """The present values of some fields, as history keeps them, by record. `rows`: of each part, by record."""
    found: dict[int, dict[str, Any]] = {}
    for record in chunk:
        mine = found[record.pk] = {}
        for one in used:
            if isinstance(one, Custom):
                mine[one.name] = one.pick(record.custom)
                continue
            row = rows[one.part].get(record.pk) if one.part else record
            mine[one.name] = one.plain(getattr(row, one.attribute)) if row else None
    return found


def differences(
    before: Mapping[str, Any], values: Mapping[str, Any], fields: Mapping[str, Field]
) -> dict[str, list[Any]]:
    """{field: [before, after]} of what really differs: nothing and an empty text are the same."""
    pairs = {name: [before[name], fields[name].plain(value)] for name, value in values.items()}
    return {name: pair for name, pair in pairs.items() if (pair[0] or None) != (pair[1] or None)}
