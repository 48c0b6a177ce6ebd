"""Rows: a record as the contract has it, built from plain values by a plan that is made once for each noun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kept.api.vocabulary import Words
from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import Field
from kept.crm.nouns.kinds import Country
from kept.crm.nouns.own_values import Member, Picklist

STATE = (
    "id", "version", "created_at", "created_by_id", "updated_at", "updated_by_id", "invalid_at", "locked_at",
    "security_level_id",
)  # fmt: skip
PLACES = {name: place for place, name in enumerate(STATE)}


class CountryName:
    """The other half of a country: the contract shows its name beside its code."""

    def __init__(self, one: Field) -> None:
        self.one = one

    def out(self, value: Any, words: Words) -> Any:
        """The name in the caller's language."""
        return self.one.show(value, words) or None


@dataclass
class Plan:
    """Which columns are fetched, and where each value goes."""

    columns: list[str]
    flat: list[tuple[str, int, Any]] = field(default_factory=list)
    groups: dict[str, list[tuple[str, int, Any]]] = field(default_factory=dict)
    members: list[int] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    custom: int = 0

    @cached_property
    def parts(self) -> list[tuple[str, list[tuple[str, int]], list[tuple[str, int, Any]]]]:
        """The same, with plain texts apart: they need no more than null for nothing."""
        found = []
        for name, inner in (("", self.flat), *self.groups.items()):
            texts = [(key, place) for key, place, one in inner if _is_plain(one)]
            others = [(key, place, one.out) for key, place, one in inner if not _is_plain(one)]
            found.append((name, texts, others))
        return found

    def prime(self, rows: Sequence[Sequence[Any]], words: Words) -> None:
        """Load the words that all rows need, a query a kind."""
        places = (*self.members, PLACES["created_by_id"], PLACES["updated_by_id"])
        words.prime_people({row[place] for row in rows for place in places})
        items = {row[place] for row in rows for place in self.items}
        items.discard(None)
        if items:
            words.prime(items=items)

    def build(self, row: Sequence[Any], words: Words) -> dict[str, Any]:
        """One record."""
        out: dict[str, Any] = {"id": row[0]}
        for name, texts, others in self.parts:
            inner = {key: row[place] or None for key, place in texts}
            for key, place, show in others:
                inner[key] = show(row[place], words)
            if name:
                out[name] = inner
            else:
                out |= inner
        out |= state(row, words)
        out["securityLevel"] = words.level(row[PLACES["security_level_id"]])
        return out


def _is_plain(one: Any) -> bool:
    return type(one).out is Field.out


def state(row: Sequence[Any], words: Words) -> dict[str, Any]:
    """What `view=rowInfo` answers, and what every row ends with. The dots in the keys are literal."""
    _id, version, created_at, created_by, updated_at, updated_by, invalid_at, locked_at = row[:8]
    return {
        "rowInfo.createdAt": words.moment_out(created_at),
        "rowInfo.createdBy": words.email(created_by),
        "rowInfo.updatedAt": words.moment_out(updated_at) if updated_at else None,
        "rowInfo.updatedBy": words.email(updated_by) if updated_at else None,
        "rowInfo.rowAccess": "INVALID" if invalid_at else None,
        "rowInfo.rowState": "LOCK" if locked_at else None,
        "_version": version,
    }


def make_plan(fields: Mapping[str, Field], omit: Sequence[str] = ()) -> Plan:
    """The plan of a noun's own columns; facts of parts come with the parts. `omit` names keys that are left out."""
    plan = Plan(columns=list(STATE))
    for one in fields.values():
        if isinstance(one, Custom) or one.part or not one.wire or one.wire.startswith("rowInfo."):
            continue
        group, _, key = one.wire.rpartition(".")
        if (group or key) in omit:
            continue
        place = len(plan.columns)
        plan.columns.append(one.column)
        target = plan.groups.setdefault(group, []) if group else plan.flat
        if isinstance(one, Country):
            target.append((key, place, CountryName(one)))
            target.append((f"{key}Code", place, one))
        else:
            target.append((key, place, one))
        if isinstance(one, Member):
            plan.members.append(place)
        if isinstance(one, Picklist):
            plan.items.append(place)
    plan.custom = len(plan.columns)
    plan.columns.append("custom")
    return plan


def custom_fields(custom: Mapping[str, Any] | None, fields: Sequence[Custom], words: Words) -> dict[str, Any]:
    """The instance's own fields that have a value."""
    values = custom or {}
    return {one.key: one.out(values[one.key], words) for one in fields if values.get(one.key) not in (None, "")}
