"""Lists of plain rows that are no records (value lists, users, levels, legal titles): filters, order and pages alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kept.api import comparing
from kept.api.asking import CONTROLS, LARGEST, NAME, PAGE, number
from kept.api.operations import Call
from kept.api.problems import bad, no_filter
from kept.crm.nouns.fields import Field

STATE = {"id", "_version", *(f"rowInfo.{at}{how}" for at in ("created", "updated") for how in ("At", "By")),
         "rowInfo.rowAccess", "rowInfo.rowState"}  # fmt: skip


@dataclass(frozen=True)
class Plain:
    """What such a list can be asked for: filters as fields, and the columns it sorts by."""

    filters: Mapping[str, Field] = field(default_factory=dict)
    sorts: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ("pk",)
    states: bool = False  # `view=rowInfo` is known


def parameters(plain: Plain, *also: tuple[str, str, str]) -> tuple[tuple[str, str, str], ...]:
    """What such a list can be asked by, for the document: name, type, words."""
    order = [("sortColumn", "string", ", ".join(plain.sorts)), ("sortDirection", "string", "ASC or DESC")]
    named = [
        (name, "string", f"Operators: {', '.join(comparing.operators_of(one))}") for name, one in plain.filters.items()
    ]
    view = [("view", "string", "rowInfo for the state of rows alone")] if plain.states else []
    return (*(order if plain.sorts else ()), *named, *view, *also)


def shown(call: Call, plain: Plain, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, or their states alone when that is asked for. Raises Problem for a view that nobody knows."""
    view = call.query.get("view", "")
    if not view:
        return rows
    if view != "rowInfo" or not plain.states:
        raise bad(f"Unknown view [{view[:40]}]")
    return [{key: value for key, value in row.items() if key in STATE} for row in rows]


def answer(call: Call, plain: Plain, queryset: Any, out: Callable[[Any], dict[str, Any]], *also: str) -> dict[str, Any]:
    """A page of the list. `also` names controls that the caller has read itself."""
    for written, values in call.query.lists():
        if written in CONTROLS or written in also:
            continue
        match = NAME.match(written)
        name, operator = (match[1], match[2] or "EQ") if match else (written, "EQ")
        one = plain.filters.get(name)
        if one is None:
            raise no_filter(name)
        for value in values:
            queryset = queryset.filter(comparing.condition(name, one, operator, value, call.words))
    offset, limit = number(call, "offset", 0), min(number(call, "limit", 0) or PAGE, LARGEST)
    if "limit" not in call.query and not plain.sorts:
        limit = LARGEST
    rows = list(_ordered(call, plain, queryset)[offset : offset + limit])
    total = offset + len(rows) if len(rows) < limit and (rows or not offset) else queryset.count()
    return {"success": True, "totalCount": total, "data": [out(row) for row in rows]}


def _ordered(call: Call, plain: Plain, queryset: Any) -> Any:
    name = call.query.get("sortColumn", "")
    if name and name not in plain.sorts:
        raise bad(f"Unsupported sort column [{name}]")
    direction = call.query.get("sortDirection", "ASC").upper()
    if direction not in ("ASC", "DESC"):
        raise bad(f"Invalid value [{direction[:20]}] of [sortDirection]")
    if not name:
        return queryset.order_by(*plain.order)
    return queryset.order_by(("-" if direction == "DESC" else "") + plain.sorts[name], "pk")
