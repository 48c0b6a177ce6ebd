"""Prepared: a query that the ORM writes once a process and the database plans once a connection.

A page of a list asks the same few questions every time. Here the ORM's own compiler writes each of them once, with
places for the instance and for the values that change; what it learned of whose data comes out is kept with it, so
every row is noted in the open Access just as if the ORM had asked (D5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import orjson
import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import connection

from kept.audit import access
from kept.audit.access import Access
from kept.audit.backend.looks import Look
from kept.policy.keeps import keeps

HERE = -(2**40)  # stands for the open instance while the ORM writes
GIVEN = -(2**41)  # stands for the values of a run: one of them, or after IN a list


@dataclass
class Prepared:
    """`build(GIVEN)` returns the queryset to write down: `Position.objects.filter(contact_id__in=[GIVEN]).values_list(…)`.

    `rows(values)` runs it for some values in the open instance."""

    build: Callable[[int], Any]
    sql: str = ""
    places: list[Any] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    converters: Any = None
    width: int | None = None
    lock: Any = field(default_factory=Lock)

    @keeps("D5")
    def rows(self, values: Sequence[Any] | Any = ()) -> list[Any]:
        """The rows, noted. Raises NoAccess without an open door."""
        passage = access.required()
        if not self.sql:
            with self.lock:
                try:
                    self._write()
                except EmptyResultSet:  # who may see no level sees nothing, and the database need not be asked
                    return []
        if isinstance(values, list | tuple) and values and isinstance(values[0], int):
            values = array(values)
        params = [passage.instance_id if at == HERE else values if at == GIVEN else at for at in self.places]
        found = ask(self.sql, params)
        for look in self.looks:
            ids = {row[look.index] for row in found}
            ids.discard(None)
            if ids:
                passage.read(look.kind, ids, look.groups)
        if self.width is not None:
            found = [row[: self.width] for row in found]
        return self._converted(found) if self.converters else found

    def _converted(self, found: list[Any]) -> list[Any]:
        """What fields make of what the database has: objects of JSON."""
        rows = [list(row) for row in found]
        for place, (converters, expression) in self.converters.items():
            for row in rows:
                if row[place] == "{}":  # most records have no fields of their own
                    row[place] = {}
                    continue
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
        return rows

    def _write(self) -> None:
        """Let the ORM write the query, with the two places in it."""
        asking = access.required()
        with access.pretending(Access(door="prepared", by=asking.by, instance_id=HERE, rights=asking.rights)):
            query = self.build(GIVEN).query
        compiler = query.get_compiler(connection.alias)
        compiler.executing = True
        sql, params = compiler.as_sql()
        parts = sql.split("%s")
        self.places = [int(p) if isinstance(p, int) and not isinstance(p, bool) else p for p in params]
        for at, place in enumerate(self.places):
            if place == GIVEN and parts[at].endswith(" IN (") and parts[at + 1].startswith(")"):
                parts[at] = parts[at].removesuffix("IN (") + "= ANY("
        self.looks = compiler.looks
        self.converters = compiler.get_converters([column[0] for column in compiler.select])
        self.width = compiler.col_count if compiler.has_extra_select else None
        self.sql = numbered(parts)


def numbered(parts: Sequence[str]) -> str:
    """A statement with its places numbered, as PostgreSQL wants them, so that nobody takes it apart at each run."""
    pieces = [part.replace("%%", "%") for part in parts]
    return pieces[0] + "".join(f"${at}{piece}" for at, piece in enumerate(pieces[1:], 1))


def array(numbers: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array: of no type yet, so that one plan suits small ones and large ones."""
    return f"{{{orjson.dumps(list(numbers))[1:-1].decode()}}}"


def words(texts: Iterable[str]) -> str:
    """Texts as PostgreSQL writes an array, each quoted: quicker than to have the driver ask each for its type."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


def execute(sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[Any]:
    """The rows of a statement whose values are sent apart from it, planned once where connections last."""
    with _sent(sql, params) as cursor:
        return cursor.fetchall()


def tell(sql: str, params: Sequence[Any]) -> int:
    """Run a statement in the same way that answers nothing, its places numbered. Returns how many rows it touched."""
    with _sent(sql, params, psycopg.RawCursor) as cursor:
        return cursor.rowcount


def ask(sql: str, params: Sequence[Any]) -> list[Any]:
    """The rows of a statement whose places are numbered."""
    with _sent(sql, params, psycopg.RawCursor) as cursor:
        return cursor.fetchall()


def _sent(
    sql: str, params: Sequence[Any] | Mapping[str, Any], kind: type[psycopg.Cursor[Any]] = psycopg.Cursor
) -> psycopg.Cursor[Any]:
    connection.ensure_connection()
    lasting = bool(connection.settings_dict["OPTIONS"].get("pool"))
    if lasting:  # Django forbids it to all connections, as poolers that hand them out by transaction cannot keep a plan
        connection.connection.prepare_threshold = 0
    connection.asked += 1  # type: ignore[attr-defined]
    with connection.wrap_database_errors:
        return kind(connection.connection).execute(sql, params, prepare=lasting)
