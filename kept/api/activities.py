"""activity: the list that mixes tasks, meetings, calls, e-mails, letters and events. One kind at a time has details."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, IntegerField, Value

from kept.api import asking, reading
from kept.api.asking import Found
from kept.api.operations import Call, Operation
from kept.api.records import short_view
from kept.api.resource import Resource
from kept.api.resources.mixed import ENTITY, HALVES, KINDS, PROMISED
from kept.audit.prepared import execute

Key = tuple[int, int]  # which half, and the id there: tasks and talks are numbered apart
ORDER = "SELECT half, id FROM ({halves}) AS mixed (half, id, place) ORDER BY place {down}, id {down}, half OFFSET %s LIMIT %s"


def many(call: Call) -> dict[str, Any]:
    """A page of all kinds together. The database puts both halves in one order; no more of them is read than the page."""
    found = [asking.ask(call, half) for half in HALVES]
    short = short_view(call)
    keys = _page(found)
    rows: dict[Key, dict[str, Any]] = {}
    for number, half in enumerate(HALVES):
        ids = [pk for place, pk in keys if place == number]
        rows |= {(number, row["id"]): row for row in _read(call, half, ids, short)}
    data = [rows[key] for key in keys if key in rows]
    return {"success": True, "totalCount": _count(found, len(keys)), "data": data}


def _page(found: list[Found]) -> list[Key]:
    """Which rows stand on the page, in its order. A half that the caller may see nothing of is not asked for."""
    first = found[0]
    most = first.offset + first.limit
    parts, params = [], []
    for number, half in enumerate(found):
        try:
            sql, values = _half(number, half, most)
        except EmptyResultSet:
            continue
        parts.append(f"({sql})")
        params += values
    if not parts:
        return []
    down = "DESC NULLS LAST" if _descends(first) else "ASC NULLS LAST"
    told = ORDER.format(halves=" UNION ALL ".join(parts), down=down)
    return [(half, pk) for half, pk in execute(told, [*params, first.offset, first.limit])]


def _half(number: int, found: Found, most: int) -> tuple[str, list[Any]]:
    """The keys of one half as far as the page may reach, each with what it is put in order by."""
    first = found.order[0]
    first = F(first.lstrip("-")) if isinstance(first, str) else first.expression
    queryset = found.everything().order_by(*found.order).annotate(half=Value(number, IntegerField()), by=first)
    sql, params = queryset.values_list("half", "pk", "by")[:most].query.get_compiler(connection.alias).as_sql()
    return sql, list(params)


def _descends(found: Found) -> bool:
    return str(found.order[-1]).startswith("-")


def _read(call: Call, half: Resource, ids: list[int], short: bool) -> list[dict[str, Any]]:
    """The rows of one half, each saying of which kind it is."""
    if not ids:
        return []
    if short:
        kept = half.noun.model.objects.kept().visible_to(call.access).filter(pk__in=ids)
        kinds = {} if half is PROMISED else dict(kept.values_list("pk", "kind"))
        return [row | {ENTITY: KINDS.get(kinds.get(row["id"], ""), "Task")} for row in reading.states(call, kept)]
    rows = reading.these(call, half, ids)
    return [{ENTITY: "Task"} | row for row in rows]


def _count(found: list[Found], rows: int) -> int:
    """The whole match. A short page tells it without a count."""
    first = found[0]
    if rows < first.limit and (rows or not first.offset):
        return first.offset + rows
    return sum(half.known if half.known is not None else int(half.everything().count()) for half in found)


def operations() -> Iterator[Operation]:
    """The list alone: details, changes and new ones go by kind."""
    yield Operation(
        "activityGet", "GET", "activity/", (PROMISED.noun.permission("view"),), many, "List of all kinds",
        gives="activity.list", problems=(400, 404, 500), tag="activity",
    )  # fmt: skip
