"""Contacts sorted by e-mail, from the middle of the list on: past row security, since `lower()` is not leak-proof and
the index of addresses (`twin_contact_email`) could be walked from its beginning only."""

from __future__ import annotations

from psycopg.types.numeric import Int4, Int8

from kept.audit.prepared import ask
from kept.crm.nouns import walking
from kept.tenancy.functions import HERE, Function, exception

NEXT = f"""
  RETURN QUERY SELECT id FROM contacts_contact
    WHERE instance_id = (SELECT {HERE}) AND deleted_at IS NULL AND email <> ''
      AND lower(email) {{way}}= address AND (lower(email) {{way}} address OR id {{way}} last)
    ORDER BY lower(email) {{order}}, id {{order}} LIMIT most;
"""  # noqa: S608  constants of this module
BODY = f"""
DECLARE address text;
BEGIN
  address := (SELECT lower(email) FROM contacts_contact WHERE instance_id = (SELECT {HERE}) AND id = last);
  IF down THEN
{NEXT.format(way="<", order="DESC")}
  ELSE
{NEXT.format(way=">", order="ASC")}
  END IF;
END
"""  # noqa: S608
BECAUSE = (
    "lower() is not leak-proof, so row security would walk its index from the beginning; it answers with ids alone"
)
ASK = "SELECT * FROM kept_next_contacts_contact($1, $2, $3)"


def register() -> None:
    """Put the function on the list of exceptions, and the walk among those that lists know."""
    exception(
        Function(
            signature="kept_next_contacts_contact(last bigint, down boolean, most integer)",
            returns="SETOF bigint",
            body=BODY,
            because=BECAUSE,
        )
    )
    walking.BY_ADDRESS["contact"] = following


def following(last: int, down: bool, most: int) -> list[int]:
    """Ids of contacts whose address comes after that of the last one seen, from all levels: ask for those that the
    person may see."""
    return [row[0] for row in ask(ASK, [Int8(last), down, Int4(most)])]
