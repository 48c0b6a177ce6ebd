"""Content: all that an instance has in the database, as numbers and as digests, to see what an act has changed."""

from __future__ import annotations

from collections.abc import Container

from django.db import connection

from kept.audit.models import Entry
from kept.tenancy.fence import fenced_models
from kept.tenancy.opening import system
from tests.cast import Cast

ALL = "SELECT '{table}', count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{table}\" t WHERE instance_id = {here}"


TOUCHED = "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"


def content(cast: Cast, *, log: bool = True, only: Container[str] | None = None) -> dict[str, tuple[int, str]]:
    """(rows, digest of them) by table, seen from inside the instance and under all its levels."""
    tables = [model._meta.db_table for model in fenced_models() if log or model is not Entry]
    tables = [table for table in tables if only is None or table in only]
    if not tables:
        return {}
    sql = " UNION ALL ".join(ALL.format(table=table, here=cast.instance.pk) for table in tables)
    with system("comparing", cast.instance.pk), connection.cursor() as cursor:
        cursor.execute(sql)
        return {table: (rows, digest) for table, rows, digest in cursor.fetchall()}


def touched() -> dict[str, tuple[int, ...]]:
    """How many rows were put in, changed and taken out of each table in this transaction, also in what was undone: a
    table whose numbers stand still holds what it held. The database counts them, whoever wrote and by whatever way."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED)
        return {table: tuple(numbers) for table, *numbers in cursor.fetchall()}


def differences(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    """The tables in which something is not as it was."""
    return [f"{name}: {before[name][0]} rows, then {after[name][0]}" for name in after if before[name] != after[name]]
