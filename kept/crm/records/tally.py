"""Tally: how many records of a kind there are under each security level, kept by the database as they come and go.

A list of 100,000 says its number at once: a sum over a few rows instead of a count over all of them. Writers only
append differences, so no two of them wait for each other; a reader who finds many folds them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from kept.audit.prepared import Prepared
from kept.policy.holdings import NoPersonalData
from kept.tenancy.models import InstanceModel

FOLD_AT = 200  # rows


class Tally(InstanceModel):
    """A difference in the number of records of one table under one level."""

    holds = NoPersonalData(because="numbers of records")

    kind = models.CharField(max_length=64)
    level_id = models.BigIntegerField()
    n = models.BigIntegerField()

    class Meta(InstanceModel.Meta):
        indexes = [models.Index(fields=["instance", "kind"], name="tally_kind")]


def total(model: Any, access: Any) -> int | None:
    """How many kept records of a model a person may see, or None when single shares make it uncertain."""
    table = model._meta.db_table
    if access.rights.shares.get(table):
        return None
    levels = access.rights.levels
    found = by_level(table).rows()
    if sum(rows for _level, _n, rows in found) > FOLD_AT:
        fold(table)
    return int(sum(n for level, n, _rows in found if levels is None or level in levels))


@cache
def by_level(table: str) -> Prepared:
    """Level, number of records and of differences, of one table in the open instance."""
    counted = {"total": models.Sum("n"), "rows": models.Count("pk")}
    return Prepared(
        lambda given: (
            Tally.objects.filter(kind=table)
            .values("level_id")
            .annotate(**counted)
            .values_list("level_id", "total", "rows")
        )
    )


def fold(table: str) -> None:
    """Replace the differences of a table by their sums."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM records_tally WHERE kind = %s RETURNING instance_id, kind, level_id, n)"
            " INSERT INTO records_tally (instance_id, kind, level_id, n)"
            " SELECT instance_id, kind, level_id, sum(n) FROM gone GROUP BY 1, 2, 3 HAVING sum(n) <> 0",
            [table],
        )


def triggers() -> Iterator[str]:
    """The function that keeps the tally, and its triggers on every table of records."""
    from kept.crm.records.record import Record

    yield FUNCTION
    for model in apps.get_models():
        if issubclass(model, Record):
            table = model._meta.db_table
            for event, each in EVENTS.items():
                yield (
                    f'CREATE OR REPLACE TRIGGER kept_tally_{event.lower()} AFTER {event} ON "{table}" '
                    f"{each} EXECUTE FUNCTION kept_tally()"
                )


# Most changes move nobody from one number to another. To look through the rows of a statement for those that do costs a
# change of one record more than all else that the database does for it; a condition on the row costs next to nothing.
EVENTS = {
    "INSERT": "REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT",
    "UPDATE": "FOR EACH ROW WHEN (OLD.security_level_id <> NEW.security_level_id"
    " OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))",
    "DELETE": "REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT",
}
FUNCTION = """
CREATE OR REPLACE FUNCTION kept_tally() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO records_tally (instance_id, kind, level_id, n)
      SELECT instance_id, TG_TABLE_NAME, security_level_id, count(*) FROM after_rows
       WHERE deleted_at IS NULL GROUP BY 1, 3;
  ELSIF TG_OP = 'UPDATE' THEN
    IF OLD.deleted_at IS NULL THEN
      INSERT INTO records_tally (instance_id, kind, level_id, n)
        VALUES (OLD.instance_id, TG_TABLE_NAME, OLD.security_level_id, -1);
    END IF;
    IF NEW.deleted_at IS NULL THEN
      INSERT INTO records_tally (instance_id, kind, level_id, n)
        VALUES (NEW.instance_id, TG_TABLE_NAME, NEW.security_level_id, 1);
    END IF;
  ELSE
    INSERT INTO records_tally (instance_id, kind, level_id, n)
      SELECT instance_id, TG_TABLE_NAME, security_level_id, -count(*) FROM before_rows
       WHERE deleted_at IS NULL GROUP BY 1, 3;
  END IF;
  RETURN NULL;
END $body$
"""
