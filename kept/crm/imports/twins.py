"""Finding records that are already here, many at once: indexes on what tells people apart, and a way past row
security that names the instance itself (`lower()` is not leak-proof, so under a policy its index would not be used)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from kept.crm.imports.literals import literal
from kept.tenancy import functions
from kept.tenancy.functions import HERE, Function, exception

PHONE_TAIL = 9  # digits that tell a number apart, whatever its prefix
TAIL = "right(regexp_replace({column}, '\\D', '', 'g'), {tail})"
# The statements are made of names of our own; what is asked for goes in by USING.
CONTACTS = f"""
BEGIN
  RETURN QUERY EXECUTE
    'SELECT ''email'', lower(email), id FROM contacts_contact WHERE instance_id = $1 AND email <> '''' AND lower(email) = ANY ($2)'
    ' UNION ALL SELECT ''phone'', {TAIL.replace("'", "''").format(column="phone", tail=PHONE_TAIL)}, id FROM contacts_contact'
    ' WHERE instance_id = $1 AND phone <> '''' AND {TAIL.replace("'", "''").format(column="phone", tail=PHONE_TAIL)} = ANY ($3)'
    USING {HERE}, emails, others;
END
"""  # noqa: S608
COMPANIES = f"""
BEGIN
  RETURN QUERY EXECUTE
    'SELECT ''email'', lower(email), company_id FROM companies_address WHERE instance_id = $1 AND email <> '''' AND lower(email) = ANY ($2)'
    ' UNION ALL SELECT ''number'', registration_number::text, id FROM companies_company'
    ' WHERE instance_id = $1 AND registration_number <> '''' AND registration_number = ANY ($3)'
    USING {HERE}, emails, others;
END
"""  # noqa: S608
INDEXES = {
    "twin_contact_email": "contacts_contact (instance_id, lower(email)) WHERE email <> ''",
    "twin_contact_phone": f"contacts_contact (instance_id, {TAIL.format(column='phone', tail=PHONE_TAIL)}) WHERE phone <> ''",
    "twin_address_email": "companies_address (instance_id, lower(email)) WHERE email <> ''",
    "twin_company_number": "companies_company (instance_id, registration_number) WHERE registration_number <> ''",
}
BECAUSE = "lower() is not leak-proof, so row security would keep the index from being used; it answers with ids alone"


def register() -> None:
    """Put the functions on the list of exceptions, and the indexes among the statements after a migration."""
    for table, body in (("contacts_contact", CONTACTS), ("companies_company", COMPANIES)):
        exception(
            Function(
                signature=f"kept_twins_{table}(emails text[], others text[])",
                returns="TABLE (what text, shown text, found bigint)",
                body=body,
                because=BECAUSE,
            )
        )
    functions.EXTRAS.append(indexes)


def indexes() -> Iterator[str]:
    """Statements that make what the functions look into."""
    for name, on in INDEXES.items():
        yield f"CREATE INDEX IF NOT EXISTS {name} ON {on}"


def twins(table: str, emails: Sequence[str], others: Sequence[str]) -> list[tuple[str, str, int]]:
    """(what, value, id) of records with one of these e-mails, phones' last digits or registration numbers.

    Ids alone come out, from all levels: ask for those that the person may see.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM kept_twins_{table}(%s::text[], %s::text[])", [literal(emails), literal(others)])  # noqa: S608
        return list(cursor.fetchall())
