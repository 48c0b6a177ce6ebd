"""Numbers of rows are kept, so that links go on leading where they led: then new rows must be counted from beyond them."""

from __future__ import annotations

from typing import Any

from django.db import connection

from kept.privacy.leaving.columns import MOST_NUMBER
from kept.tenancy.functions import HERE, Function, exception

ROOM = 10_000  # numbers that others may take while this one is being set
BODY = """
DECLARE
  here bigint := {here};
  counter regclass := pg_get_serial_sequence('public.' || quote_ident(wanted), 'id')::regclass;
  last bigint;
  highest bigint;
BEGIN
  IF here IS NULL THEN
    RETURN 0;
  END IF;
  EXECUTE format('SELECT coalesce(max(id), 0) FROM public.%I WHERE instance_id = $1', wanted) INTO highest USING here;
  EXECUTE format('SELECT last_value FROM %s', counter) INTO last;
  IF highest > {most} THEN
    RAISE EXCEPTION 'no row has such a number' USING ERRCODE = 'check_violation';
  ELSIF last < highest THEN
    PERFORM setval(counter, highest + {room});
    RETURN highest + {room};
  END IF;
  RETURN last;
END"""

exception(
    Function(
        "kept_count_from(wanted text)",
        "bigint",
        BODY.replace("{here}", HERE).replace("{most}", str(MOST_NUMBER)).replace("{room}", str(ROOM)),
        because="the application may take numbers and never set them; the rows that come in keep theirs",
        owner="kept_owner",
        volatility="VOLATILE",
    )
)


def count_on(model: Any) -> None:
    """Have the numbers of new rows begin beyond those of the open instance."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept_count_from(%s)", [model._meta.db_table])
