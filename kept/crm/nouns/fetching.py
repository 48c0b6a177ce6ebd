"""Fetching: rows of a list as raw values, just the columns that are asked for, and the words that these need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.own_values import Member, Picklist
from kept.crm.nouns.vocabulary import Vocabulary

ALWAYS = ("id", "version", "locked_at", "invalid_at", "security_level_id")


@dataclass(slots=True)
class Row:
    """One record of a list: values by field name, raw as stored."""

    id: int
    values: dict[str, Any]
    version: int
    locked: bool
    invalid: bool
    extra: dict[str, Any] = field(default_factory=dict)


def fetch(noun: Noun, queryset: Any, columns: Iterable[Field], also: Iterable[str] = ()) -> list[Row]:
    """Rows of a queryset with just the columns asked for, as raw values."""
    columns = list(columns)
    paths = list(dict.fromkeys([*ALWAYS, *also, *(p for one in columns for p in _paths(one))]))
    rows = []
    places = {path: place for place, path in enumerate(paths)}
    for found in _with_joins(noun, queryset, paths).values_list(*paths):
        values = {}
        for one in columns:
            value = found[places[one.column]]
            values[one.name] = one.pick(value) if isinstance(one, Custom) else value
            shown = getattr(one, "shown", "")
            if shown:
                values[f"{one.name}.shown"] = found[places[shown]]
        extra = {path: found[places[path]] for path in also}
        rows.append(Row(found[0], values, found[1], found[2] is not None, found[3] is not None, extra))
    return rows


def prime(rows: list[Row], columns: Iterable[Field], words: Vocabulary) -> None:
    """Load the words that these columns of these rows need, at once."""
    columns = list(columns)
    items = {row.values[one.name] for one in columns if isinstance(one, Picklist) for row in rows}
    members = {row.values[one.name] for one in columns if isinstance(one, Member) for row in rows}
    words.prime(items=items - {None}, members=members - {None})
    for one in columns:
        if prime := getattr(one, "prime", None):
            prime([row.values[one.name] for row in rows], words)


def _paths(one: Field) -> list[str]:
    shown = getattr(one, "shown", "")
    return [one.column, shown] if shown else [one.column]


def _with_joins(noun: Noun, queryset: Any, paths: list[str]) -> Any:
    if queryset.query.is_sliced:  # joins cannot be added to a slice: take the slice off and put it on again
        low, high = queryset.query.low_mark, queryset.query.high_mark
        queryset = queryset._chain()
        queryset.query.clear_limits()
        return noun.joined(queryset, paths)[low:high]
    return noun.joined(queryset, paths)
