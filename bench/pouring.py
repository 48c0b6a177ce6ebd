"""Pouring many rows into a table, under the fences: copied to one side, then inserted by the tables' owner."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql

NOW = dt.datetime(2026, 11, 1, 9, 0, tzinfo=dt.UTC)


def pour(
    connection: psycopg.Connection[Any], model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows of some columns; the model's own defaults fill the others."""
    table = model._meta.db_table
    fixed = {
        field.column: _default(field) for field in model._meta.local_concrete_fields if field.column not in columns
    }
    aside = sql.Identifier(f"aside_{table}")
    names = sql.SQL(",").join(map(sql.Identifier, columns))
    cursor = connection.cursor()
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            aside, names, sql.Identifier(table)
        )
    )
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(aside, names)) as copy:
        for row in rows:
            copy.write_row(row)
    others = sql.SQL(",").join(map(sql.Identifier, fixed))
    values = sql.SQL(",").join(sql.Literal(value) for value in fixed.values())
    cursor.execute(
        sql.SQL("INSERT INTO {} ({}, {}) SELECT {}, {} FROM {}").format(
            sql.Identifier(table), names, others, names, values, aside
        )
    )
    cursor.execute(sql.SQL("DROP TABLE {}").format(aside))
    # References are checked at the end: with figures of an empty table PostgreSQL would read it whole for each row.
    cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _default(field: Any) -> Any:
    if field.column in ("created_at", "at", "updated_at"):
        return NOW if not field.null else None
    value = field.get_default()
    if callable(value):
        value = value()
    return json.dumps(value) if isinstance(value, dict) else value


def first_id(connection: psycopg.Connection[Any], model: Any, number: int) -> int:
    """The first of a run of ids that nobody else gets."""
    sequence = f"{model._meta.db_table}_id_seq"
    found = connection.execute("SELECT nextval(%s::regclass)", [sequence]).fetchone()
    assert found is not None
    connection.execute("SELECT setval(%s::regclass, %s)", [sequence, found[0] + number])
    return int(found[0])
