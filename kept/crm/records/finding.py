"""Finding records by words: through an index that row security cannot switch off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from psycopg.types.numeric import Int4

from kept.audit.prepared import ask
from kept.crm.records.words import patterns
from kept.tenancy.functions import EXTRAS, HERE, Function, exception

MOST = 5000  # ids; beyond it the words are so common that the list's own order finds the first page fastest
FIND = """
BEGIN
  RETURN QUERY EXECUTE
    'SELECT id FROM {table} WHERE instance_id = $1 AND search LIKE $2 AND search LIKE ALL ($3)'
    ' AND deleted_at IS NULL LIMIT $4'
    USING {here}, words[1], words[2:], most;
END
"""


def register_functions() -> None:
    """Put a finding function for each table of records on the list of exceptions."""
    from kept.crm.records.record import Record

    for model in apps.get_models():
        if issubclass(model, Record):
            table = model._meta.db_table
            exception(
                Function(
                    signature=f"kept_find_{table}(words text[], most integer)",
                    returns="SETOF bigint",
                    body=FIND.format(table=table, here=HERE),
                    because="LIKE is not leak-proof, so row security would keep the trigram index from being used",
                )
            )
    EXTRAS.append(orderly)


def orderly() -> Iterator[str]:
    """How long a list of words may wait beside their index is said by the connection, so that an import may say more."""
    from kept.crm.records.record import Record

    for model in apps.get_models():
        if issubclass(model, Record):
            for index in model._meta.indexes:
                if isinstance(index, GinIndex):
                    yield f'ALTER INDEX IF EXISTS "{index.name}" RESET (gin_pending_list_limit)'


def narrowed(queryset: Any, query: str) -> Any:
    """The records of a queryset that hold all the words of a query, in any order, whatever accents and case."""
    words = patterns(query)
    if not words:
        return queryset
    found = ids(queryset.model, words)
    if len(found) < MOST:
        return queryset.filter(pk__in=found)
    for word in words:
        queryset = queryset.extra(where=[f"{queryset.model._meta.db_table}.search LIKE %s"], params=[word])  # noqa: S610
    return queryset


def ids(model: Any, words: list[str], most: int = MOST) -> list[int]:
    """Ids of records whose words match all LIKE patterns. The function knows the instance by itself."""
    found = ask(f"SELECT * FROM kept_find_{model._meta.db_table}($1, $2)", [words, Int4(most)])  # noqa: S608
    return [row[0] for row in found]
