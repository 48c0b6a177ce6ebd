"""Raw SQL over personal rows: the one place where it is allowed, because it says whose rows they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from django.db import connection

from kept.audit import access
from kept.audit.backend.looks import is_personal


def rows(sql: str, params: Sequence[Any], *, model: Any, key: int = 0, groups: Sequence[str] = ()) -> list[Any]:
    """Run a select over `model` and note its keys, which stand in column `key`. Raises NoAccess without a door."""
    passage = access.required()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[Any] = cursor.fetchall()
    passage.read(model._meta.label_lower, {row[key] for row in found}, groups)
    return found


def stream(sql: str, params: Sequence[Any], *, model: Any, key: int = 0, size: int = 2000) -> Iterator[list[Any]]:
    """The same in chunks through a server-side cursor, for exports of any length."""
    passage = access.required()
    with connection.cursor() as cursor:  # all rows will be taken, so the plan is to suit all, not the first tenth
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while found := cursor.fetchmany(size):
            passage.read(model._meta.label_lower, {row[key] for row in found})
            yield found


def instances(model: Any, sql: str, params: Sequence[Any] = ()) -> list[Any]:
    """Instances of `model` from a raw select, noted like any others."""
    passage = access.required()
    found = list(model.objects.raw(sql, list(params)))
    passage.read(model._meta.label_lower, {one.pk for one in found})
    return found


def insert(sql: str, params: Sequence[Any], *, model: Any, keys: Sequence[int], act: str = "created") -> int:
    """Run a statement that writes many rows of `model`, note their keys, and return how many there are.

    Keys that are not known before come back from the statement. Its long arguments travel beside it, not inside.
    """
    passage = access.required()
    connection.ensure_connection()
    connection.asked += 1  # type: ignore[attr-defined]
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, params)
        written = cursor.rowcount
        if is_personal(model):
            passage.wrote(act, model._meta.label_lower, keys or [row[0] for row in cursor.fetchall()])
    return written
