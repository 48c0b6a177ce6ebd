"""Asking the log of an instance: who looked at a record, who changed it (D5). The one place that all ask."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from kept.policy.keeps import keeps
from kept.tenancy.functions import Function, exception

HERE_OR_OUTSIDE = "coalesce(nullif(current_setting('kept.instance', true), ''), '0')::bigint"
# Lines carry no index of records: a request would pay for it. What is sealed is found by the mentions beside each seal,
# the newest first, and no further back than is asked for; what is younger than their edge is looked through.
BODY = f"""
DECLARE
  here bigint := {HERE_OR_OUTSIDE};
  border timestamptz;
  oldest timestamptz;
  found bigint[];
  one record;
BEGIN
  SELECT edge INTO border FROM sealing_mention WHERE instance_id = here ORDER BY number DESC LIMIT 1;
  found := ARRAY(
    SELECT e.id FROM audit_entry e WHERE e.instance_id = here AND e.at >= coalesce(border, '-infinity')
       AND e.kind = what AND record = ANY (e.ids) ORDER BY e.at DESC LIMIT most);
  FOR one IN
    SELECT m.entries, m.newest FROM sealing_mention m
     WHERE m.instance_id = here AND m.ids @> ARRAY[record] AND m.kind = what ORDER BY m.newest DESC
  LOOP
    IF cardinality(found) >= most THEN
      SELECT e.at INTO oldest FROM audit_entry e WHERE e.instance_id = here AND e.id = ANY (found)
       ORDER BY e.at DESC OFFSET most - 1 LIMIT 1;
      EXIT WHEN one.newest < oldest;
    END IF;
    found := found || ARRAY(
      SELECT e.id FROM audit_entry e WHERE e.instance_id = here AND e.id = ANY (one.entries)
         AND record = ANY (e.ids) AND NOT e.id = ANY (found));
  END LOOP;
  RETURN QUERY
  SELECT e.at, e.by, e.member_id, e.user_id, e.door, e.via, e.purpose, e.act, e.groups FROM audit_entry e
   WHERE e.instance_id = here AND e.id = ANY (found) ORDER BY e.at DESC, e.id DESC LIMIT most;
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
