"""The functions that hold a box to its agreement. They live in the database, and need no program of ours to be right.

A box is a role of the database, `kept_box_1` to `kept_box_8`. It can sign in nowhere and owns nothing. Opening an
operation hands it single columns of single tables, the policies of those tables (`policies`) show it the agreed rows,
and both ask `kept_box_here()`, which answers nothing once the time is over by the database's own clock.
"""

from __future__ import annotations

from collections.abc import Iterator

from kept.policy.register import REGISTER
from kept.tenancy.functions import EXTRAS, Function, exception

OWNER = "kept_owner"
BOXES = tuple(f"kept_box_{number}" for number in range(1, 9))
HERE = "nullif(current_setting('kept.instance', true), '')::bigint"
# The role that was put on, which is still known inside a function that runs with the rights of another.
WORN = "current_setting('role')"
HOURS = int(REGISTER.limit("lockbox_hours").value)
ONE_AT_A_TIME = 0x626F78  # two that open at once would both take the same free box

OPENING = f"""
  s.role = {WORN} AND s.state = 'open' AND s.until > clock_timestamp()
  AND s.instance_id = coalesce({HERE}, s.instance_id)
  AND NOT EXISTS (SELECT FROM lockbox_step e WHERE e.instance_id = s.instance_id AND e.operation_id = s.operation_id
                  AND e.state IN ('ended', 'expired', 'closed'))
"""

exception(
    Function(
        "kept_box_here()",
        "bigint",
        f"BEGIN RETURN (SELECT s.instance_id FROM lockbox_step s WHERE {OPENING}); END",  # noqa: S608
        "tells a box in which instance it is let in, and nothing when its time is over; asked by its policies (D8)",
    )
)
exception(
    Function(
        "kept_box_ids(of_kind text)",
        "bigint[]",
        f"""
BEGIN RETURN (
  SELECT array_agg(one) FROM lockbox_step s
    JOIN lockbox_reach r ON r.instance_id = s.instance_id AND r.operation_id = s.operation_id AND r.kind = of_kind
    CROSS JOIN unnest(r.ids) AS one
   WHERE {OPENING} AND NOT EXISTS (SELECT FROM erasure_restriction k WHERE k.instance_id = s.instance_id
                                   AND k.label = of_kind AND k.key = one));
END""",  # noqa: S608
        "tells a box the numbers of the records that were agreed on, without those locked since (D8)",
    )
)
exception(
    Function(
        "kept_box_free()",
        "text",
        f"""
BEGIN
  IF {HERE} IS NULL THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock({ONE_AT_A_TIME});
  RETURN (SELECT box FROM unnest(ARRAY{list(BOXES)}) AS box
           WHERE NOT EXISTS (SELECT FROM lockbox_step s WHERE s.role = box AND s.state = 'open' AND NOT EXISTS (
             SELECT FROM lockbox_step e WHERE e.instance_id = s.instance_id AND e.operation_id = s.operation_id
              AND e.state = 'closed')) ORDER BY box LIMIT 1);
END""",  # noqa: S608
        "names a box that no operation of any instance has, and tells nothing of whose the others are (D8)",
        volatility="VOLATILE",
    )
)
# Hands over what was agreed on, and refuses what was not: too long a time, no acceptance, a box that still holds something.
OPEN = f"""
DECLARE
  opening record;
  reach record;
  columns text;
BEGIN
  SELECT s.role, s.until INTO opening FROM lockbox_step s
   WHERE s.instance_id = {HERE} AND s.operation_id = operation AND s.state = 'open' AND s.side = 'customer';
  IF NOT FOUND OR opening.role !~ '^kept_box_[1-8]$' THEN
    RAISE EXCEPTION 'the customer has not opened this operation' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF opening.until > clock_timestamp() + interval '{HOURS} hours' THEN
    RAISE EXCEPTION 'nobody is let in for longer than {HOURS} hours' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM lockbox_step e WHERE e.instance_id = {HERE} AND e.operation_id = operation
              AND e.state IN ('ended', 'expired', 'closed')) THEN
    RAISE EXCEPTION 'this operation is over' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM kept_box_held(opening.role)) THEN
    RAISE EXCEPTION 'this box is not empty' USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR reach IN SELECT * FROM lockbox_reach r WHERE r.instance_id = {HERE} AND r.operation_id = operation LOOP
    SELECT coalesce(string_agg(format(', %I', c), ''), '') INTO columns FROM unnest(reach.columns) AS c
     WHERE c NOT LIKE 'custom:%';  -- the customer's own fields are told by kept_box_custom()
    EXECUTE format('GRANT SELECT (id, instance_id, deleted_at, locked_at, version%s) ON public.%I TO %I',
                   columns, reach.held_in, opening.role);
    IF 'correct' = ANY (reach.acts) THEN
      EXECUTE format('GRANT UPDATE (version, updated_at%s) ON public.%I TO %I', columns, reach.held_in, opening.role);
      -- A trigger counts records there after each statement. No policy lets a box add a row: it adds none.
      EXECUTE format('GRANT INSERT ON public.records_tally TO %I', opening.role);
    END IF;
  END LOOP;
  EXECUTE format('GRANT INSERT ON public.audit_entry TO %I', opening.role);
  EXECUTE format('GRANT USAGE ON SEQUENCE public.audit_entry_id_seq TO %I', opening.role);
  RETURN opening.role;
END
"""  # noqa: S608
exception(
    Function(
        "kept_box_open(operation bigint)",
        "text",
        OPEN,
        "the owner of the tables hands columns to a box when the customer opened it; the application itself could not (D8)",
        owner=OWNER,
        volatility="VOLATILE",
    )
)
# History, as the customer sees and undoes it. The owner writes it, for the agreed records of the one instance alone.
HISTORY = """
DECLARE
  here bigint := kept_box_here();
  before text := current_setting('kept.instance', true);
  act bigint;
BEGIN
  IF here IS NULL OR EXISTS (SELECT unnest(numbers) EXCEPT SELECT unnest(kept_box_ids(of_kind))) THEN
    RAISE EXCEPTION 'these records were not agreed on' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('kept.instance', here::text, true);
  INSERT INTO records_operation (instance_id, at, act, kind, records)
       VALUES (here, clock_timestamp(), noun || '.lockbox', noun, cardinality(numbers)) RETURNING id INTO act;
  INSERT INTO records_change (instance_id, operation_id, kind, record_id, act, at, "values")
       SELECT here, act, noun, v.number, 'changed', clock_timestamp(), v.told::jsonb
         FROM unnest(numbers, told) AS v (number, told);
  PERFORM set_config('kept.instance', coalesce(before, ''), true);
  RETURN act;
END
"""
exception(
    Function(
        "kept_box_history(of_kind text, noun text, numbers bigint[], told text[])",
        "bigint",
        HISTORY,
        "a correction from a box leaves its lines in the history of the records that were agreed on, and of no other (D8)",
        owner=OWNER,
        volatility="VOLATILE",
    )
)
# The fields that the customer added lie in one column, which no box holds: those agreed on are told one by one.
OWN_FIELDS = f"""
DECLARE
  here bigint := kept_box_here();
  agreed bigint[] := kept_box_ids(of_kind);
  instance_before text := current_setting('kept.instance', true);
  levels_before text := current_setting('kept.levels', true);
  place text;
  names text[];
BEGIN
  IF here IS NULL OR agreed IS NULL THEN RETURN; END IF;
  PERFORM set_config('kept.instance', here::text, true), set_config('kept.levels', '*', true);
  SELECT r.held_in, ARRAY(SELECT substr(c, 8) FROM unnest(r.columns) AS c WHERE c LIKE 'custom:%') INTO place, names
    FROM lockbox_step s
    JOIN lockbox_reach r ON r.instance_id = s.instance_id AND r.operation_id = s.operation_id AND r.kind = of_kind
   WHERE {OPENING};
  IF cardinality(names) > 0 THEN
    RETURN QUERY EXECUTE format(
      'SELECT t.id, (SELECT coalesce(jsonb_object_agg(p.key, p.value), ''{{}}'') FROM jsonb_each(t.custom) p'
      ' WHERE p.key = ANY ($1)) FROM public.%I t WHERE t.instance_id = $2 AND t.id = ANY ($3) AND t.deleted_at IS NULL',
      place) USING names, here, agreed;
  END IF;
  PERFORM set_config('kept.instance', coalesce(instance_before, ''), true),
          set_config('kept.levels', coalesce(levels_before, ''), true);
END
"""  # noqa: S608
exception(
    Function(
        "kept_box_custom(of_kind text)",
        "TABLE (number bigint, own jsonb)",
        OWN_FIELDS,
        "tells a box those of the customer's own fields that were agreed on, of the agreed records, and no other key (D8)",
        owner=OWNER,
        volatility="VOLATILE",
    )
)
CLOSE = f"""
DECLARE
  box text;
  held record;
BEGIN
  SELECT s.role INTO box FROM lockbox_step s
   WHERE s.instance_id = {HERE} AND s.operation_id = operation AND s.state = 'open'
     AND NOT EXISTS (SELECT FROM lockbox_step e WHERE e.instance_id = s.instance_id
                     AND e.operation_id = s.operation_id AND e.state = 'closed');
  IF NOT FOUND THEN RETURN 0; END IF;
  PERFORM pg_advisory_xact_lock({ONE_AT_A_TIME});
  FOR held IN SELECT * FROM kept_box_held(box) LOOP
    EXECUTE format('REVOKE ALL ON %s public.%I FROM %I', CASE held.sort WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                   held.relation, box);
  END LOOP;
  RETURN (SELECT count(*) FROM kept_box_held(box));
END
"""  # noqa: S608
exception(
    Function(
        "kept_box_close(operation bigint)",
        "bigint",
        CLOSE,
        "the owner of the tables takes from a box all that it was handed, and counts what is left: nothing (D8)",
        owner=OWNER,
        volatility="VOLATILE",
    )
)
# What a box holds, from the catalogue itself. It reads no table of ours, so it needs no rights of another.
HELD = """
CREATE OR REPLACE FUNCTION kept_box_held(box text) RETURNS TABLE (relation name, sort "char") LANGUAGE sql STABLE
SET search_path = pg_catalog AS $body$
  SELECT c.relname, c.relkind FROM pg_class c
   WHERE c.relnamespace = 'public'::regnamespace AND (
     EXISTS (SELECT FROM aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee WHERE r.rolname = box)
     OR EXISTS (SELECT FROM pg_attribute t, aclexplode(t.attacl) a JOIN pg_roles r ON r.oid = a.grantee
                 WHERE t.attrelid = c.oid AND r.rolname = box))
$body$
"""


def _extras() -> Iterator[str]:
    boxes = ", ".join(BOXES)
    yield HELD
    yield "GRANT EXECUTE ON FUNCTION kept_box_held(text) TO kept_app, kept_console"
    yield f"GRANT USAGE ON SCHEMA public TO {boxes}"
    yield f"GRANT EXECUTE ON FUNCTION kept_box_here(), kept_box_ids(text), kept_box_custom(text) TO {boxes}"
    yield f"GRANT EXECUTE ON FUNCTION kept_box_history(text, text, bigint[], text[]) TO {boxes}"


EXTRAS.append(_extras)
