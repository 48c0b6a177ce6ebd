"""The one moment of a backup: named in the log while nobody writes, so that rows, files and log agree to the bit."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from kept.backup.digests import tables
from kept.policy.keeps import keeps
from kept.server.connections import connect

Connection = psycopg.Connection[tuple[Any, ...]]

TRIES = 60
PAUSE = 0.1  # seconds, about
# Less than the second after which PostgreSQL looks for deadlocks: we step back before anybody is stopped for us.
WAIT = "800ms"
POLITE = 20  # first tries that do not wait at all


@dataclass(frozen=True, slots=True)
class Moment:
    """A named point of the log; `view` still sees the rows of that very point."""

    name: str
    at: datetime
    lsn: str
    segment: str
    exact: bool
    view: Connection


@keeps("D4")
@contextmanager
def moment(name: str, while_still: Callable[[], None]) -> Iterator[Moment]:
    """Name a moment `name` and look at the rows as they were then. `while_still` runs while nobody can write.

    Writers wait for milliseconds. Where they never leave a gap, the moment is named all the same, but not exact.
    """
    with connect("owner") as owner, connect("backup") as view:
        exact = _still(owner)
        view.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        at, lsn, segment = _named(name)
        view.execute("SELECT 1")  # from here on it sees this moment
        while_still()
        owner.rollback()
        yield Moment(name, at, lsn, segment, exact, view)
        view.execute("ROLLBACK")


def _named(name: str) -> tuple[datetime, str, str]:
    with connect("backup") as connection:
        found = connection.execute(
            "SELECT clock_timestamp(), lsn::text, pg_walfile_name(lsn) FROM pg_create_restore_point(%s) AS lsn", [name]
        ).fetchone()
    assert found  # noqa: S101  a select of a function has a row
    return found[0], found[1], found[2]


def _still(owner: Connection) -> bool:
    """Keep everybody from writing. Returns whether it came to that."""
    names = sql.SQL(", ").join(sql.Identifier("public", table) for table in tables(owner))
    for attempt in range(TRIES):
        polite = attempt < POLITE
        owner.execute("BEGIN")
        try:
            owner.execute(sql.SQL("SET LOCAL statement_timeout = {}").format(sql.Literal(WAIT)))
            lock: LiteralString = "LOCK TABLE {} IN SHARE MODE" + (" NOWAIT" if polite else "")
            owner.execute(sql.SQL(lock).format(names))
        except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled):
            owner.execute("ROLLBACK")
            time.sleep(PAUSE * (0.5 + random.random()))  # noqa: S311  a pause, not a secret
            continue
        return True
    return False
