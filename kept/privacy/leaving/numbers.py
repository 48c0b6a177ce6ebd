"""Numbers of rows are kept, so that links go on leading where they led: then new rows must be counted from beyond them."""

from __future__ import annotations

from typing import Any

from kept.audit import raw
from kept.privacy.leaving.columns import MOST_NUMBER
from kept.tenancy.functions import Function, exception

ROOM = 10_000  # numbers that others may take while this one is being set

exception(
    Function(
        "kept_count_from(wanted text, beyond bigint)",
        "bigint",
        f"""
DECLARE counter regclass := pg_get_serial_sequence('public.' || quote_ident(wanted), 'id')::regclass; last bigint;
BEGIN
  IF beyond > {MOST_NUMBER} THEN
    RAISE EXCEPTION 'no row has such a number' USING ERRCODE = 'check_violation';
  END IF;
  EXECUTE format('SELECT last_value FROM %s', counter) INTO last;
  IF last < beyond THEN
    PERFORM setval(counter, beyond + {ROOM});
    RETURN beyond + {ROOM};
  END IF;
  RETURN last;
END""",
        because="the application may take numbers and never set them; rows that come in keep theirs. It reads no row",
        owner="kept_owner",
        volatility="VOLATILE",
    )
)


def count_from(model: Any, beyond: int) -> None:
    """Have the numbers of new rows begin beyond those that came."""
    raw.rows("SELECT kept_count_from(%s, %s)", [model._meta.db_table, beyond], model=model)
