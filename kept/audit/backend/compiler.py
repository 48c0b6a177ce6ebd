"""Compilers that record: a select notes the keys of the personal rows it brings, a write those it touched.

Each works at the one place that every path of the ORM passes, so instances, `values()`, `select_related`,
annotations and third-party queries are all seen. Raw SQL goes through `kept.audit.raw`.
"""

# Django types `execute_sql` as overloads by literal; one override for all of them cannot be told to the checker.
# mypy: disable-error-code="attr-defined, call-overload, override, union-attr, unreachable, unused-ignore"

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.backends.postgresql import compiler as postgres
from django.db.models.sql import compiler as django_compiler
from django.db.models.sql.constants import CURSOR, GET_ITERATOR_CHUNK_SIZE, MULTI, NO_RESULTS, ROW_COUNT, SINGLE

from kept.audit import access
from kept.audit.access import Access, Unrecordable
from kept.audit.backend.looks import Look, is_personal, looks_of

Rows = list[Any]


class SQLCompiler(postgres.SQLCompiler):
    """A select that knows whose rows it reads."""

    executing = False
    looks: list[Look] = []

    def get_extra_select(self, order_by: Any, select: Any) -> Rows:
        """Append the keys that the select list lacks; Django cuts them off again before anyone sees them."""
        extra: Rows = super().get_extra_select(order_by, select)
        if not self.executing:
            return extra
        looks = looks_of(select)
        self.looks = list(looks.values())
        for alias, look in looks.items():
            if look.index is None:
                self._refuse_unless_plain(look)
                look.index = len(select) + len(extra)
                column = look.model._meta.pk.get_col(alias)
                extra.append((column, self.compile(column), None))
        return extra

    def _refuse_unless_plain(self, look: Look) -> None:
        query = self.query
        if query.group_by is not None or query.distinct or query.combinator or self.qualify:
            raise Unrecordable(f"select the key of {look.model._meta.label}: a grouped query hides whose data it is")

    def execute_sql(
        self,
        result_type: str = MULTI,
        chunked_fetch: bool = False,
        chunk_size: int = GET_ITERATOR_CHUNK_SIZE,
    ) -> Any:
        """Run the query; when it brings personal rows, note them in the open Access, or raise NoAccess."""
        self.executing = True
        self.looks = []
        cursor = super().execute_sql(CURSOR, chunked_fetch, chunk_size)
        if cursor is None:
            return iter([]) if result_type == MULTI else None
        if result_type == CURSOR:
            if self.looks:
                cursor.close()
                raise Unrecordable("a bare cursor over personal rows cannot be recorded")
            return cursor
        try:
            passage = access.required() if self.looks else None
        except access.NoAccess:
            cursor.close()
            raise
        if result_type == SINGLE:
            return self._one(cursor, passage)
        if result_type == ROW_COUNT:
            with cursor:
                return cursor.rowcount
        if result_type in (NO_RESULTS, None):
            cursor.close()
            return None
        chunks = self._chunks(cursor, passage, chunk_size)
        if not chunked_fetch or not self.connection.features.can_use_chunked_reads:
            return list(chunks)
        return chunks

    def _one(self, cursor: Any, passage: Access | None) -> Any:
        try:
            row = cursor.fetchone()
        finally:
            cursor.close()
        if row and passage:
            self._note([row], passage)
        return row[: self.col_count] if row else row

    def _chunks(self, cursor: Any, passage: Access | None, size: int) -> Iterator[Rows]:
        width = self.col_count if self.has_extra_select else None
        try:
            while rows := cursor.fetchmany(size):
                if passage:
                    self._note(rows, passage)
                yield rows if width is None else [row[:width] for row in rows]
        finally:
            cursor.close()

    def _note(self, rows: Rows, passage: Access) -> None:
        for look in self.looks:
            index = look.index
            ids = {row[index] for row in rows}
            ids.discard(None)
            if ids:
                passage.read(look.kind, ids, look.groups)


class SQLInsertCompiler(SQLCompiler, postgres.SQLInsertCompiler):
    """An insert that notes the keys it made."""

    def get_extra_select(self, order_by: Any, select: Any) -> Rows:
        """Nothing is selected."""
        return []

    def execute_sql(self, returning_fields: Any = None) -> Any:  # type: ignore[override]
        """Insert, then note the new keys."""
        rows = postgres.SQLInsertCompiler.execute_sql(self, returning_fields)
        model = self.query.model
        if is_personal(model):
            access.required().wrote("created", model._meta.label_lower, self._keys(model, returning_fields, rows))
        return rows

    def _keys(self, model: Any, returning: Any, rows: Any) -> list[Any]:
        for index, field in enumerate(returning or ()):
            if field.primary_key:
                return [row[index] for row in rows]
        return [obj.pk for obj in self.query.objs]


class _Touching:
    """What updates and deletes share: they return the keys of the rows they touched."""

    act = ""

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        sql, params = super().as_sql(*args, **kwargs)  # type: ignore[misc]
        model = self.query.model  # type: ignore[attr-defined]
        if sql and is_personal(model):
            sql += f' RETURNING "{model._meta.db_table}"."{model._meta.pk.column}"'
        return sql, params

    def touch(self, result_type: Any) -> Any:
        """Run the statement; note the keys; answer the number of rows, as Django expects."""
        model = self.query.model  # type: ignore[attr-defined]
        if not is_personal(model):
            return django_compiler.SQLCompiler.execute_sql(self, result_type)  # type: ignore[arg-type]
        passage = access.required()
        cursor = django_compiler.SQLCompiler.execute_sql(self, CURSOR)  # type: ignore[arg-type]
        if cursor is None:
            return 0
        with cursor:
            passage.wrote(self.act, model._meta.label_lower, [row[0] for row in cursor.fetchall()])
            return cursor.rowcount


class SQLUpdateCompiler(_Touching, django_compiler.SQLUpdateCompiler):
    """An update that notes the rows it changed."""

    act = "changed"

    def execute_sql(self, result_type: Any) -> Any:
        """Update, then note the keys. Inherited tables are not used here, so there are no related updates."""
        return self.touch(result_type)


class SQLDeleteCompiler(_Touching, django_compiler.SQLDeleteCompiler):
    """A delete that notes the rows it removed."""

    act = "deleted"

    def execute_sql(self, result_type: Any = MULTI, *args: Any, **kwargs: Any) -> Any:
        """Delete, then note the keys."""
        return self.touch(result_type)


class SQLAggregateCompiler(SQLCompiler, postgres.SQLAggregateCompiler):
    """A count or a sum over rows."""

    def get_extra_select(self, order_by: Any, select: Any) -> Rows:
        """Aggregates select no rows."""
        return []

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        """Refuse aggregates that would tell a value of a person."""
        looks_of([(expression, None, None) for expression in self.query.annotation_select.values()])
        return postgres.SQLAggregateCompiler.as_sql(self, *args, **kwargs)


__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]
