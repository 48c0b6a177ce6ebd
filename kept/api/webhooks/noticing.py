"""What happens with records is noticed by the database, whatever the door: page, program, import, job.

A statement on a table of records leaves one line for each record and each webhook that wants it, in the same
transaction. Where an instance has no webhook, and where the role may not read them (a lockbox), nothing is done.
"""

from __future__ import annotations

from collections.abc import Iterator

from kept.crm.activities.models import Talk, Task
from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact

NOTICED = (Company, Contact, Task, Talk)
EVENTS = {
    "INSERT": "NEW TABLE AS after_rows",
    "UPDATE": "OLD TABLE AS before_rows NEW TABLE AS after_rows",
    "DELETE": "OLD TABLE AS before_rows",
}
NOTE = """
    INSERT INTO api_delivery (instance_id, webhook_id, kind, record_id, type, by_id, passage)
      SELECT hook.instance_id, hook.id, TG_TABLE_NAME, happened.id, happened.type, happened.by_id,
             pg_current_xact_id()::text::bigint
        FROM ({happened}) AS happened
        JOIN api_webhook hook ON hook.instance_id = happened.instance_id AND hook.removed_at IS NULL
         AND happened.type = ANY (hook.events)
       WHERE happened.type = 'record.deleted' OR NOT EXISTS (
         SELECT 1 FROM api_delivery told
          WHERE told.instance_id = hook.instance_id AND told.webhook_id = hook.id AND told.kind = TG_TABLE_NAME
            AND told.record_id = happened.id AND told.passage = pg_current_xact_id()::text::bigint)
    ON CONFLICT DO NOTHING;
"""
MADE = (
    "SELECT instance_id, id, 'record.created' AS type, created_by_id AS by_id FROM after_rows WHERE deleted_at IS NULL"
)
CHANGED = """
    SELECT now_.instance_id, now_.id,
           CASE WHEN now_.deleted_at IS NOT NULL THEN 'record.deleted' ELSE 'record.updated' END AS type,
           CASE WHEN now_.deleted_at IS NOT NULL THEN now_.deleted_by_id ELSE now_.updated_by_id END AS by_id
      FROM after_rows now_ JOIN before_rows old_ ON old_.instance_id = now_.instance_id AND old_.id = now_.id
     WHERE (now_.deleted_at IS NULL) <> (old_.deleted_at IS NULL)
        OR now_.deleted_at IS NULL AND now_.version <> old_.version
"""
GONE = (
    "SELECT instance_id, id, 'record.deleted' AS type, NULL::bigint AS by_id FROM before_rows WHERE deleted_at IS NULL"
)
FUNCTION = f"""
CREATE OR REPLACE FUNCTION kept_webhook() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
  IF NOT has_table_privilege('api_webhook', 'SELECT') THEN  -- apart: rights are asked for the whole of a question
    RETURN NULL;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM api_webhook WHERE removed_at IS NULL) THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN {NOTE.format(happened=MADE)}
  ELSIF TG_OP = 'UPDATE' THEN {NOTE.format(happened=CHANGED)}
  ELSE {NOTE.format(happened=GONE)}
  END IF;
  RETURN NULL;
END $body$
"""  # noqa: S608  constants of this module


def triggers() -> Iterator[str]:
    """The function, and its triggers on every table that is noticed."""
    yield FUNCTION
    for model in NOTICED:
        table = model._meta.db_table
        for event, rows in EVENTS.items():
            yield (
                f'CREATE OR REPLACE TRIGGER kept_webhook_{event.lower()} AFTER {event} ON "{table}" '
                f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION kept_webhook()"
            )
