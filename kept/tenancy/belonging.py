"""Belonging: every row's instance is there, and stays while it has rows. Checked once a statement, not once a row.

A foreign key to the instance asks the same question for each of 5,000 rows of an import, all with the same answer.
These triggers give the same guarantee: an insert locks its instance against deletion as a foreign key would, a row
never changes its instance, and an instance with rows cannot go. See docs/decisions/belonging-once-a-statement.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kept.tenancy.fence import fenced_models
from kept.tenancy.models import Instance

INSTANCES = Instance._meta.db_table
BELONGS = f"""
CREATE OR REPLACE FUNCTION kept_belongs() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE here bigint;
BEGIN
  FOR here IN SELECT DISTINCT instance_id FROM new_rows LOOP
    PERFORM 1 FROM public.{INSTANCES} WHERE id = here FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'there is no instance %', here USING ERRCODE = 'foreign_key_violation';
    END IF;
  END LOOP;
  RETURN NULL;
END $body$
"""  # noqa: S608
STAYS = """
CREATE OR REPLACE FUNCTION kept_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'a row never changes its instance' USING ERRCODE = 'foreign_key_violation';
END $body$
"""
# Row security shows the rows of one instance at a time: the one that is about to go is opened to look.
EMPTY = """
CREATE OR REPLACE FUNCTION kept_empty() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  instance_before text := current_setting('kept.instance', true);
  levels_before text := current_setting('kept.levels', true);
  found_in text;
BEGIN
  PERFORM set_config('kept.instance', OLD.id::text, true), set_config('kept.levels', '*', true);
  SELECT t INTO found_in FROM ({tables}) AS held (t) LIMIT 1;
  PERFORM set_config('kept.instance', coalesce(instance_before, ''), true),
          set_config('kept.levels', coalesce(levels_before, ''), true);
  IF found_in IS NOT NULL THEN
    RAISE EXCEPTION 'instance % still has rows in %', OLD.id, found_in USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN OLD;
END $body$
"""
KEYS = """
SELECT conname FROM pg_constraint
 WHERE conrelid = %s::regclass AND contype = 'f' AND confrelid = %s::regclass AND array_length(conkey, 1) = 1
"""


def belonging() -> list[Any]:
    """The models whose rows belong to an instance by a reference; the log outlives what it speaks of."""
    return [m for m in fenced_models() if any(f.name == "instance" and f.is_relation for f in m._meta.local_fields)]


def triggers() -> Iterator[str]:
    """The three functions, and their triggers on every table with an instance."""
    tables = [model._meta.db_table for model in belonging()]
    looks = " UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT FROM public.\"{t}\" WHERE instance_id = OLD.id)" for t in tables)  # noqa: S608  # fmt: skip
    yield BELONGS
    yield STAYS
    yield EMPTY.replace("{tables}", looks)
    for table in tables:
        yield (
            f'CREATE OR REPLACE TRIGGER kept_belongs AFTER INSERT ON "{table}" REFERENCING NEW TABLE AS new_rows '
            "FOR EACH STATEMENT EXECUTE FUNCTION kept_belongs()"
        )
        yield (
            f'CREATE OR REPLACE TRIGGER kept_stays BEFORE UPDATE ON "{table}" FOR EACH ROW '
            "WHEN (OLD.instance_id IS DISTINCT FROM NEW.instance_id) EXECUTE FUNCTION kept_stays()"
        )
    yield (
        f'CREATE OR REPLACE TRIGGER kept_empty BEFORE DELETE ON "{INSTANCES}" FOR EACH ROW EXECUTE FUNCTION kept_empty()'
    )


def take_down_keys(cursor: Any, run: Any) -> None:
    """Drop the foreign keys to the instance alone, which Django makes with each table."""
    for model in belonging():
        cursor.execute(KEYS, [f'"{model._meta.db_table}"', f'"{INSTANCES}"'])
        for (name,) in cursor.fetchall():
            run(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{name}"')
