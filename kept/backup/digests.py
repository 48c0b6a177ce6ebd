"""What a table holds, in a number of rows and a digest that does not depend on their order."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]

# A row as text must read the same on both sides.
MANNERS = (
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'postgres'",
    "SET extra_float_digits = 1",
    "SET bytea_output = 'hex'",
)
# Two sums of 64-bit digests under different seeds: a row more, less or changed shows, in whatever order they lie.
DIGEST = (
    "SELECT count(*), coalesce(sum(hashtextextended(kept_row::text, 0)::numeric), 0),"
    " coalesce(sum(hashtextextended(kept_row::text, 1)::numeric), 0) FROM {} AS kept_row"
)
TABLES = (
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    " AND NOT relispartition ORDER BY relname"
)

UNREAD = ["0", "closed to the backup"]


def tables(connection: Connection) -> list[str]:
    """The names of all our tables."""
    return [str(name) for (name,) in connection.execute(TABLES).fetchall()]


def digests(connection: Connection) -> dict[str, list[str]]:
    """Rows and digest of every table, as the connection sees them now."""
    for manner in MANNERS:
        connection.execute(manner)
    return {table: digest(connection, table) for table in tables(connection)}


def digest(connection: Connection, table: str) -> list[str]:
    """Rows and digest of one table."""
    try:
        with connection.transaction():
            found = connection.execute(sql.SQL(DIGEST).format(sql.Identifier("public", table))).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return UNREAD  # a table that somebody made by hand is no reason to have no backup, but the drill will say so
    rows, first, second = found or (0, 0, 0)
    return [str(rows), f"{int(first):x}.{int(second):x}"]
