"""Writing: a record, the act that wrote it and its line in history in one statement, which the database plans once.

The ORM would send three, and work each of them out anew. What is written is noted as if the ORM had written it (D5).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db import connection

from kept.audit import access
from kept.audit.prepared import ask
from kept.crm.records.history import Change, Operation
from kept.policy.keeps import keeps
from kept.tenancy.models import NoInstance, current_instance_id

Columns = tuple[str, ...]
CREATE = """
WITH act AS (INSERT INTO records_operation ({act}) VALUES ({act_places}) RETURNING id),
 made AS (INSERT INTO {table} ({made}, made_in_id) SELECT {made_places}, act.id FROM act RETURNING id),
 told AS (INSERT INTO records_change ({told}, operation_id, record_id)
          SELECT {told_places}, act.id, made.id FROM act, made RETURNING id)
SELECT act.id, made.id, told.id FROM act, made, told
"""
CHANGE = """
WITH act AS (INSERT INTO records_operation ({act}) VALUES ({act_places}) RETURNING id),
 made AS (UPDATE {table} SET {changes} WHERE instance_id = {here} AND id = {key} RETURNING id),
 told AS (INSERT INTO records_change ({told}, operation_id, record_id)
          SELECT {told_places}, act.id, made.id FROM act, made RETURNING id)
SELECT act.id, made.id, told.id FROM act, made, told
"""


@keeps("D5")
def create(record: Any, act: Operation, line: Change) -> None:
    """Insert an unsaved record, the act that makes it and its line in history. All three get their keys."""
    made, told, begun = _filled(record, {"made_in_id"}), _filled(line), _filled(act)
    sql = _create(record._meta.db_table, tuple(begun), tuple(made), tuple(told))
    _run(sql, [*begun.values(), *made.values(), *told.values()], record, act, line, Change.CREATED)
    record.made_in_id = act.pk


@keeps("D5")
def change(record: Any, attributes: set[str], act: Operation, line: Change) -> None:
    """Update some attributes of a record, and insert the act that changes it and its line in history."""
    fields = [one for one in record._meta.concrete_fields if one.attname in attributes or one.name in attributes]
    changes = {one.column: _value(one, record) for one in fields}
    told, begun = _filled(line), _filled(act)
    sql = _change(record._meta.db_table, tuple(begun), tuple(changes), tuple(told))
    values = [*begun.values(), *changes.values(), *_key(record), *told.values()]
    _run(sql, values, record, act, line, Change.CHANGED)


def _run(sql: str, values: list[Any], record: Any, act: Operation, line: Change, what: str) -> None:
    passage = access.required()
    here = current_instance_id()
    if {record.instance_id, act.instance_id, line.instance_id} != {here}:
        raise NoInstance(f"{record._meta.label} {record.pk} belongs to another instance")
    act.pk, record.pk, line.pk = ask(sql, values)[0]
    line.operation_id, line.record_id = act.pk, record.pk
    for row in (record, act, line):
        row._state.adding, row._state.db = False, connection.alias
    passage.wrote(what, record._meta.label_lower, [record.pk])
    passage.wrote(Change.CREATED, line._meta.label_lower, [line.pk])


def _filled(row: Any, without: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    """The columns of an unsaved row that have a value; the others are null anyhow."""
    found = {}
    for field in row._meta.concrete_fields:
        if getattr(row, field.attname) is not None and field.column not in without:
            found[field.column] = _value(field, row)
    return found


def _value(field: Any, row: Any) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)


def _key(record: Any) -> Iterator[Any]:
    for name in ("instance", "id"):
        yield _value(record._meta.get_field(name), record)


@lru_cache(maxsize=256)
def _create(table: str, act: Columns, made: Columns, told: Columns) -> str:
    places = _places(len(act), len(made), len(told))
    return CREATE.format(
        table=f'"{table}"', act=_names(act), made=_names(made), told=_names(told), act_places=", ".join(places[0]),
        made_places=", ".join(places[1]), told_places=", ".join(places[2]),
    )  # fmt: skip


@lru_cache(maxsize=256)
def _change(table: str, act: Columns, changes: Columns, told: Columns) -> str:
    places = _places(len(act), len(changes), 2, len(told))
    pairs = ", ".join(f'"{name}" = {place}' for name, place in zip(changes, places[1], strict=True))
    return CHANGE.format(
        table=f'"{table}"', act=_names(act), told=_names(told), act_places=", ".join(places[0]), changes=pairs,
        here=places[2][0], key=places[2][1], told_places=", ".join(places[3]),
    )  # fmt: skip


def _names(columns: Columns) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _places(*sizes: int) -> list[list[str]]:
    """Numbered places for groups of values of some sizes."""
    found, at = [], 1
    for size in sizes:
        found.append([f"${n}" for n in range(at, at + size)])
        at += size
    return found
