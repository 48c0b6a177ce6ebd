"""Fresh statistics: while a large file comes into a small database, the planner must hear that its tables have grown.

Plans made for empty tables read a whole instance for each twin that is looked for. Autovacuum would tell the planner
within a minute or two; an import is over by then. The application may not analyse tables, which are the owner's, so one
function does it, and only for tables that have grown fivefold since they were looked at last.
"""

from __future__ import annotations

from django.db import connection

from kept.tenancy.functions import Function, exception

NAME = "kept_fresh_statistics"
BODY = """
DECLARE
  grown regclass;
  many integer := 0;
BEGIN
  IF nullif(current_setting('kept.instance', true), '') IS NULL THEN
    RETURN 0;
  END IF;
  FOR grown IN
    SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relrowsecurity
       AND pg_stat_get_mod_since_analyze(c.oid) > 2000 + 4 * greatest(c.reltuples, 0)
  LOOP
    EXECUTE format('ANALYZE (SKIP_LOCKED) %s', grown);
    many := many + 1;
  END LOOP;
  RETURN many;
END
"""
FRESH = exception(
    Function(
        signature=f"{NAME}()",
        returns="integer",
        body=BODY,
        because="only the owner may analyse a table; it reads and tells nothing but how many tables it looked at",
        owner="kept_owner",
        volatility="VOLATILE",
    )
)


TIDY = r"""
DECLARE
  words regclass;
  many integer := 0;
BEGIN
  IF nullif(current_setting('kept.instance', true), '') IS NULL THEN
    RETURN 0;
  END IF;
  FOR words IN
    SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind = 'i' AND c.relname LIKE '%\_by\_word'
  LOOP
    PERFORM gin_clean_pending_list(words);
    many := many + 1;
  END LOOP;
  RETURN many;
END
"""
TIDIED = exception(
    Function(
        signature="kept_tidy_words()",
        returns="integer",
        body=TIDY,
        because="only the owner may put waiting words into their index; it reads and tells nothing but how many indexes",
        owner="kept_owner",
        volatility="VOLATILE",
    )
)


def put_words_in_place() -> None:
    """Put the words that wait beside their index into it: else the next person who makes one record would do it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept_tidy_words()")


def tell_the_planner() -> None:
    """Have tables that grew fivefold looked at again. Costs a fraction of a millisecond when none did."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NAME}()")
