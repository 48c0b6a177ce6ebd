"""Files that no row speaks of any more: a restore to a moment between two backups may bring them, and nobody would find
them when the person they tell of is to be erased. They go."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from kept.backup.digests import tables
from kept.backup.filing import FOLDER
from kept.backup.restoring import Restored, connect
from kept.outside.shelves import Lying
from kept.policy.keeps import keeps

Connection = psycopg.Connection[tuple[Any, ...]]

# Wherever in a row its name may stand, in a column of its own or inside others: a file that is spoken of stays.
NAMES = (
    "SELECT DISTINCT lower(kept_found[1]) FROM {} AS kept_row,"
    " regexp_matches(kept_row::text, '[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}', 'gi') AS kept_found"
)


@keeps("D4", "R6")
def sweep_restored(made: Restored) -> int:
    """Remove them from what was restored, whose database runs. Returns how many went."""
    folder = made.place.data_folder / FOLDER
    if not folder.is_dir():
        return 0
    return sweep(folder.rglob("*"), spoken_of_in(made))


def spoken_of_in(made: Restored) -> set[str]:
    """All names in the rows of what was restored, whose database runs."""
    with connect(made) as connection:
        return mentioned(connection)


def mentioned(connection: Connection) -> set[str]:
    """All names in the rows that the connection sees."""
    found: set[str] = set()
    for table in tables(connection):
        chosen = sql.SQL(NAMES).format(sql.Identifier("public", table))
        found |= {str(name) for (name,) in connection.execute(chosen).fetchall()}
    return found


def sweep(paths: Iterable[Path | Lying], spoken_of: set[str], *, before: float = float("inf")) -> int:
    """Remove files that are older than `before` (the file system's clock) and not spoken of. Returns how many."""
    gone = 0
    for path in [path for path in paths if path.is_file() and _is_name(path.name)]:
        if path.name not in spoken_of and path.stat().st_ctime < before:
            path.unlink()
            gone += 1
    return gone


def _is_name(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False
