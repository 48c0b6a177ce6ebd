"""Asking the log of an instance: who looked at a record, who changed it (D5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from kept.policy.keeps import keeps
from kept.tenancy.functions import EXTRAS, Function, exception

HERE_OR_OUTSIDE = "coalesce(nullif(current_setting('kept.instance', true), ''), '0')::bigint"
BODY = f"""
BEGIN
  RETURN QUERY EXECUTE
    'SELECT at, by, member_id, user_id, door, via, purpose, act, groups FROM audit_entry'
    ' WHERE instance_id = $1 AND ids @> ARRAY[$2] AND kind = $3 ORDER BY at DESC LIMIT $4'
    USING {HERE_OR_OUTSIDE}, record, what, most;
END
"""  # noqa: S608
LOOKS = exception(
    Function(
        signature="kept_looks(what text, record bigint, most integer)",
        returns=(
            "TABLE (at timestamptz, by text, member_id bigint, user_id bigint, door text, via text, purpose text,"
            " act text, groups text[])"
        ),
        body=BODY,
        because="@> is not leak-proof, so row security would keep the index on ids from being used",
    )
)


def _waiting() -> Iterator[str]:
    """Lines of the log may wait beside their index for longer than words do: each list writes fifty numbers."""
    yield 'ALTER INDEX IF EXISTS "entry_record" SET (gin_pending_list_limit = 4096)'


EXTRAS.append(_waiting)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log about one record."""

    at: dt.datetime
    by: str
    member_id: int | None
    user_id: int | None
    door: str
    via: str
    purpose: str
    act: str
    groups: list[str]


@keeps("D5")
def looks_at(kind: str, record: int, most: int = 50) -> list[LogLine]:
    """The newest lines of the open instance's log about a record: reads and writes, at most `most`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kept_looks(%s, %s, %s)", [kind, record, most])
        return [LogLine(*row) for row in cursor.fetchall()]
