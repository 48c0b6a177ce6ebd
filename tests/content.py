"""Content: all that an instance has in the database, as numbers and as digests, to see what an act has changed."""

from __future__ import annotations

from django.db import connection

from kept.audit.models import Entry
from kept.tenancy.fence import fenced_models
from kept.tenancy.opening import system
from tests.cast import Cast

ALL = "SELECT '{table}', count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{table}\" t WHERE instance_id = {here}"


def content(cast: Cast, *, log: bool = True) -> dict[str, tuple[int, str]]:
    """(rows, digest of them) by table, seen from inside the instance and under all its levels."""
    tables = [model._meta.db_table for model in fenced_models() if log or model is not Entry]
    sql = " UNION ALL ".join(ALL.format(table=table, here=cast.instance.pk) for table in tables)
    with system("comparing", cast.instance.pk), connection.cursor() as cursor:
        cursor.execute(sql)
        return {table: (rows, digest) for table, rows, digest in cursor.fetchall()}


def differences(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    """The tables in which something is not as it was."""
    return [f"{name}: {before[name][0]} rows, then {after[name][0]}" for name in before if before[name] != after[name]]
