"""Finding records that are already here, many at once: indexes on what tells people apart, and a way past row
security that names the instance itself (`lower()` is not leak-proof, so under a policy its index would not be used)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from kept.crm.imports.literals import literal
from kept.tenancy.functions import HERE, Function, exception

PHONE_TAIL = 9  # digits that tell a number apart, whatever its prefix
# What is left when everything that is no digit is taken away; three times as fast as a regular expression.
TAIL = "right(translate({column}, translate({column}, '0123456789', ''), ''), {tail})"
PHONE = TAIL.format(column="phone", tail=PHONE_TAIL)
# Each value is looked up by itself: while an import runs, the database still believes that its instance is small, and
# would read all its contacts for every chunk of lines. For the same reason the instance is asked for inside the statement:
# told which one it is, the planner takes one that it has never counted to be empty, and any index to be as good as
# another. The statements are made of names of our own; values go in by USING.
LOOK_UP = """
BEGIN
  RETURN QUERY EXECUTE $look$
    SELECT 'email', v, f.id FROM unnest($1) v CROSS JOIN LATERAL ({emails} OFFSET 0) f
    UNION ALL SELECT '{what}', v, f.id FROM unnest($2) v CROSS JOIN LATERAL ({others} OFFSET 0) f
    $look$ USING emails, others;
END
"""
HELD = f"SELECT {{id}} AS id FROM {{table}} WHERE instance_id = (SELECT {HERE}) AND {{column}} <> '' AND {{key}} = v"  # noqa: S608
CONTACTS = LOOK_UP.format(
    emails=HELD.format(id="id", table="contacts_contact", column="email", key="lower(email)"),
    what="phone",
    others=HELD.format(id="id", table="contacts_contact", column="phone", key=PHONE),
)
COMPANIES = LOOK_UP.format(
    emails=HELD.format(id="company_id", table="companies_address", column="email", key="lower(email)"),
    what="number",
    others=HELD.format(id="id", table="companies_company", column="registration_number", key="registration_number"),
)
BECAUSE = "lower() is not leak-proof, so row security would keep the index from being used; it answers with ids alone"


def register() -> None:
    """Put the functions on the list of exceptions. A migration made the indexes that they look into."""
    for table, body in (("contacts_contact", CONTACTS), ("companies_company", COMPANIES)):
        exception(
            Function(
                signature=f"kept_twins_{table}(emails text[], others text[])",
                returns="TABLE (what text, shown text, found bigint)",
                body=body,
                because=BECAUSE,
            )
        )


def twins(table: str, emails: Sequence[str], others: Sequence[str]) -> list[tuple[str, str, int]]:
    """(what, value, id) of records with one of these e-mails, phones' last digits or registration numbers.

    Ids alone come out, from all levels: ask for those that the person may see.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM kept_twins_{table}(%s::text[], %s::text[])", [literal(emails), literal(others)])  # noqa: S608
        return list(cursor.fetchall())
