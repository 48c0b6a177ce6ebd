"""What the database itself says of the boxes: what each holds, which sessions work for an operation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from kept.console.lockbox.boxes import BOXES
from kept.console.lockbox.hand import session_name
from kept.tenancy.fence import CONSOLE, fenced_models, shared_with_operator

HELD = "SELECT box FROM unnest(%s::text[]) AS box WHERE EXISTS (SELECT FROM kept_box_held(box))"
# A privilege on a table counts if there is a policy that would show the role a row of an instance.
READS = """
SELECT t FROM unnest(%(tables)s::text[]) AS t
 WHERE has_any_column_privilege(%(role)s, 'public.' || quote_ident(t), 'SELECT')
   AND EXISTS (SELECT FROM pg_policies p WHERE p.tablename = t AND (%(role)s = ANY (p.roles) OR 'public' = ANY (p.roles))
               AND p.qual IS DISTINCT FROM '(instance_id = 0)')
"""
PATIENCE = 2000  # milliseconds until a session must be gone
SESSIONS = (
    "FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s AND pid <> pg_backend_pid()"
)


@contextmanager
def as_operator() -> Iterator[None]:
    """Be the operator's role for a few questions: it sees the operations of all instances, and nothing else of them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        [before] = cursor.fetchone()
        cursor.execute("SELECT set_config('role', 'kept_console', true)")
        yield
        cursor.execute("SELECT set_config('role', %s, true)", [before])


def holding() -> set[str]:
    """The boxes that hold a privilege on anything."""
    return {box for (box,) in _ask(HELD, [list(BOXES)])}


def sessions(number: int) -> int:
    """How many other sessions work for an operation right now."""
    return int(_ask(f"SELECT count(*) {SESSIONS}", [session_name(number)])[0][0])


def end_sessions(number: int) -> int:
    """End them, whatever they do. Returns how many were ended."""
    return len(_ask(f"SELECT pg_terminate_backend(pid, {PATIENCE}) {SESSIONS}", [session_name(number)]))


def console_reads() -> set[str]:
    """The tables of instances that the operator's role may read rows of instances in: what was not agreed on is a fault."""
    tables = [model._meta.db_table for model in fenced_models() if not shared_with_operator(model)]
    return {table for (table,) in _ask(READS, {"tables": tables, "role": CONSOLE})}


def close(number: int) -> int:
    """Take everything from the box of an operation of the open instance. Returns on how much it still holds: nothing."""
    return int(_ask("SELECT kept_box_close(%s)", [number])[0][0])


def _ask(sql: str, params: list[Any] | dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
