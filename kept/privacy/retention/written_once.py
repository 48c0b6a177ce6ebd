"""Tables that are written once age out too: the access log, the ledger of choices. The application may not delete a
line of them; for each there is one function that may, and that reaches old lines alone, by the database's own clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection

from kept.policy.holdings import ServiceData, holding_of
from kept.policy.keeps import keeps
from kept.policy.period import Period
from kept.privacy.retention.clocks import Clock
from kept.tenancy.functions import Function, exception

HERE = "coalesce(nullif(current_setting('kept.instance', true), ''), '0')::bigint"
OWNER = "kept_owner"
TAKE_ALONG = 90  # days after its end in which nobody can empty an instance that did not ask for less (L5)
AGE_OUT = """
DECLARE
  gone bigint;
  floor timestamptz := now() - interval '{term}' + interval '1 day';
BEGIN
  DELETE FROM {table} WHERE {here} AND id IN (
    SELECT id FROM {table} WHERE {here} AND {column} < least(before, floor) ORDER BY {column} LIMIT most);
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
"""
END = """
DECLARE gone bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM tenancy_instance WHERE id = {here}
      AND (ended_at < now() - interval '{days} days' OR (ended_at <= now() AND empties_at <= now()))) THEN
    RETURN 0;
  END IF;
  DELETE FROM {table} WHERE instance_id = {here} AND id IN (
    SELECT id FROM {table} WHERE instance_id = {here} LIMIT most);
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END
"""


def register_functions() -> None:
    """Put a function for each such table on the list of exceptions."""
    for model in apps.get_models():
        if not is_written_once(model) or model._meta.proxy:
            continue
        holds = holding_of(model)
        if isinstance(holds, ServiceData):
            if not holds.no_clock:
                _tell(f"kept_age_out_{model._meta.db_table}(before timestamptz, most integer)", _ageing(model))
        elif getattr(model, "fence", False):
            _tell(f"kept_end_{model._meta.db_table}(most integer)", _ending(model))


def _tell(signature: str, body: str) -> None:
    because = "lines of it are written once: nobody may delete one before its term, and then only this may"
    exception(Function(signature, "bigint", body, because, owner=OWNER, volatility="VOLATILE"))


def _ageing(model: Any) -> str:
    column, periods = column_and_term(model)
    fenced = getattr(model, "fence", False)
    here = f"instance_id = {HERE}" if fenced else f"{HERE} = 0"
    term = " ".join(f"{one.years} years {one.months} months {one.days} days" for one in periods)
    return AGE_OUT.format(table=model._meta.db_table, column=column, here=here, term=term)


def _ending(model: Any) -> str:
    return END.format(table=model._meta.db_table, here=HERE, days=TAKE_ALONG)


def column_and_term(model: Any) -> tuple[str, tuple[Period, ...]]:
    """The one column that the clock of such a table is read from, and its longest term."""
    terms = Clock(model).terms
    [column] = {path for term in terms for path in term.paths}
    longest = max(terms, key=lambda term: sum(period.length for period in term.periods))
    return str(model._meta.get_field(column).column), longest.periods


def is_written_once(model: Any) -> bool:
    """Whether the application may only add to a table."""
    return bool(getattr(model, "append_only", False))


@keeps("D5")
def age_out(model: Any, before: datetime, most: int) -> int:
    """Remove lines from before a moment, the oldest first; of the open instance where there is one. Returns how many.

    The database passes by every line within its term, whatever it is asked."""
    return _ask(f"SELECT kept_age_out_{model._meta.db_table}(%s, %s)", [before, most])


@keeps("L5")
def end_all(model: Any, most: int) -> int:
    """Remove lines of the open instance, which ended long enough ago. Returns how many."""
    return _ask(f"SELECT kept_end_{model._meta.db_table}(%s)", [most])


def _ask(sql: str, params: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.fetchone()[0])
