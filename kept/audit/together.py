"""Together: several questions of the ORM in one statement, each row noted in the log as if it had been asked alone (D5).

A page of a record shows what lies in ten tables. Each of its parts says what it needs; the first that looks at an
answer has all of them asked at once. The database packs each answer as JSON, and it comes out as the ORM would give it:
instances with their related ones, dictionaries, or tuples.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, overload
from uuid import UUID

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models.query import ModelIterable, ValuesIterable, get_related_populators

from kept.audit import access
from kept.policy.keeps import keeps

# What JSON has no type for. Dates, numbers and keys of other kinds would come out wrong in silence: they are refused.
READ: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": dt.datetime.fromisoformat, "DateField": dt.date.fromisoformat, "TimeField": dt.time.fromisoformat,
    "DecimalField": lambda number: Decimal(str(number)), "UUIDField": UUID,
}  # fmt: skip
REFUSED = ("BinaryField", "DurationField")
MOST = 100  # columns of one question: a function of PostgreSQL takes no more


class Later(Sequence[Any]):
    """Rows that are there as soon as somebody looks."""

    def __init__(self, together: Together, queryset: Any) -> None:
        self.together, self.queryset = together, queryset
        self.rows: list[Any] | None = None

    def all(self) -> list[Any]:
        """The rows; asks for them if nobody has."""
        if self.rows is None:
            self.together.run()
        return self.rows or []

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        return self.all()[place]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())


class Together:
    """Questions that wait for each other: `notes = together.ask(Note.objects.filter(...))`."""

    def __init__(self) -> None:
        self.waiting: list[Later] = []

    def ask(self, queryset: Any) -> Later:
        """Add a question. Its answer may be used like a list."""
        later = Later(self, queryset)
        self.waiting.append(later)
        return later

    @keeps("D5")
    def run(self) -> None:
        """Ask everything that waits, and note whose rows came. Raises NoAccess without an open door."""
        passage = access.required()
        asked, self.waiting = self.waiting, []
        written = [_Written(later) for later in asked]
        going = [one for one in written if one.sql]
        if not going:
            return
        packed = ", ".join(one.packed() for one in going)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {packed}", [param for one in going for param in one.params])
            found = cursor.fetchone()
        for one, text in zip(going, found, strict=True):
            one.unpack(orjson.loads(text), passage)


class _Written:
    """One question, written by the ORM's own compiler."""

    def __init__(self, later: Later) -> None:
        self.later, self.sql = later, ""
        self.params: Sequence[Any] = ()
        queryset = later.queryset
        self.compiler = queryset.query.get_compiler(connection.alias)
        self.compiler.executing = True
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:
            later.rows = []
            return
        select = self.compiler.select
        self.width = max([len(select), *(look.index + 1 for look in self.compiler.looks)])
        kinds = [column[0].output_field.get_internal_type() for column in select]
        if set(kinds) & set(REFUSED) or self.width > MOST:
            raise TypeError(f"{queryset.model._meta.label} cannot be asked for together with others")
        self.reading = [(place, READ[kind]) for place, kind in enumerate(kinds) if kind in READ]

    def packed(self) -> str:
        """The question as one value."""
        names = ", ".join(f"c{number}" for number in range(self.width))
        rows = ", ".join(f"t.c{number}" for number in range(self.width))
        return f"(SELECT coalesce(json_agg(json_build_array({rows})), '[]')::text FROM ({self.sql}) AS t ({names}))"  # noqa: S608

    def unpack(self, rows: list[list[Any]], passage: access.Access) -> None:
        """Note whose rows these are, and give them the shape that the question has."""
        for look in self.compiler.looks:
            ids = {row[look.index] for row in rows} - {None}
            if ids:
                passage.read(look.kind, ids, look.groups)
        for row in rows:
            for place, read in self.reading:
                if row[place] is not None:
                    row[place] = read(row[place])
        self.later.rows = self._shaped(rows)

    def _shaped(self, rows: list[list[Any]]) -> list[Any]:
        queryset, width = self.later.queryset, len(self.compiler.select)
        if queryset._iterable_class is ModelIterable:
            return [*self._instances(rows)]
        query = queryset.query
        names = [*query.extra_select, *query.values_select, *query.annotation_select]
        if queryset._iterable_class is ValuesIterable:
            return [dict(zip(names, row[:width], strict=True)) for row in rows]
        return [tuple(row[:width]) for row in rows]

    def _instances(self, rows: list[list[Any]]) -> Iterator[Any]:
        """As Django's own ModelIterable makes them."""
        select, about = self.compiler.select, self.compiler.klass_info
        mine = about["select_fields"]
        start, end = mine[0], mine[-1] + 1
        names = [column[0].target.attname for column in select[start:end]]
        populators: Any = get_related_populators  # the stubs speak of a later Django
        related = populators(about, select, connection.alias)
        for row in rows:
            made = about["model"].from_db(connection.alias, names, row[start:end])
            for one in related:
                one.populate(row, made)
            yield made
