"""The access log ages out like everything else. The application may not delete a line of it; one function may, old ones alone."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from kept.policy.keeps import keeps
from kept.policy.register.records import THREE_YEARS
from kept.tenancy.functions import Function, exception

HERE_OR_OUTSIDE = "coalesce(nullif(current_setting('kept.instance', true), ''), '0')::bigint"
BODY = f"""
DECLARE
  gone bigint;
  floor timestamptz := now() - interval '{THREE_YEARS.years} years' + interval '1 day';
BEGIN
  DELETE FROM audit_entry WHERE instance_id = {HERE_OR_OUTSIDE} AND id IN (
    SELECT id FROM audit_entry WHERE instance_id = {HERE_OR_OUTSIDE} AND at < least(before, floor) ORDER BY at LIMIT most);
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
"""  # noqa: S608
AGE_OUT = exception(
    Function(
        signature="kept_age_out_log(before timestamptz, most integer)",
        returns="bigint",
        body=BODY,
        because="lines of the log are written once: nobody may delete one before its term, and then only this may",
        owner="kept_owner",
        volatility="VOLATILE",
    )
)


@keeps("D5")
def age_out(before: datetime, most: int) -> int:
    """Remove lines of the open instance's log from before a moment, the oldest first. Returns how many.

    The database passes by every line within the log's term, whatever it is asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept_age_out_log(%s, %s)", [before, most])
        return int(cursor.fetchone()[0])
