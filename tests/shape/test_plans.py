"""No question of a page or of the API needs to read a whole table of people (PERFORMANCE, U-4a).

A test's tables are small, so the planner would rather read them whole; here that is priced out. A plan that still does
so has no index that it could use under the app's own role and its policies.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections

from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns.noun import COMMON
from kept.crm.records.finding import FIND
from tests.cast import World, at_the_door
from tests.marked import furnish
from tests.walk import signed_in

WHOLE = "Seq Scan on contacts_contact"
PAGES = (
    "/ours/contacts/",
    "/ours/contacts/?q=marker",
    "/ours/contacts/?f=owner:in:me",
    "/ours/contacts/?sort=-created_at",
    "/ours/contacts/?f=company:has:marker",
    "/ours/contacts/{contact}/",
    "/ours/companies/{company}/",
    "/ours/palette/?q=marker",
    "/ours/",
)


class Listener:
    """Hears the statements that are asked, with their values."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith("SELECT") and "contacts_contact" in sql and "kept_" not in sql:
            self.heard.append((sql, params))
        return execute(sql, params, many, context)


def plan(sql: str, params: Any) -> str:
    """How the database would go about it, with whole reads priced out."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_no_page_reads_all_contacts_of_everybody(world: World) -> None:
    ids = furnish(world.ours)
    listener = Listener()
    browser = signed_in(world.ours, "alice")
    with connection.execute_wrapper(listener):
        for page in PAGES:
            assert browser.get(page.format(**ids)).status_code == 200
    assert len(listener.heard) >= len(PAGES) - 2
    with at_the_door(world.ours, "alice"):
        for sql, params in listener.heard:
            found = plan(sql, params)
            assert WHOLE not in found, f"{sql}\n{found}"


VALUES = {
    "email": "marker", "phone": "608", "link": "marker", "date": "1970-05-05", "moment": "2026-10-30",
    "touch": "2026-10-30", "country": "CZ", "flag": "yes", "tags": "marker", "member": "me", "reason": "none",
    "choice": "MALE",
}  # fmt: skip


def questions() -> Iterator[str]:
    """Every order of the list of contacts, from its beginning and from the middle, and every filter it offers."""
    for one in (*CONTACTS.fields, *COMMON):
        if one.sortable and one.on_list:
            for way in ("", "-"):
                yield f"sort={way}{one.name}"
            yield f"sort={one.name}&after={{contact}}"
        for operator in one.operators if one.filterable and one.kind not in ("picklist", "may") else ():
            yield f"f={one.name}:{operator}:{VALUES.get(one.kind, 'marker')}"


def test_no_order_and_no_filter_of_a_list_reads_all_contacts_of_everybody(world: World) -> None:
    ids = furnish(world.ours)
    browser = signed_in(world.ours, "alice")
    asked = list(questions())
    listener = Listener()
    with connection.execute_wrapper(listener):
        for query in asked:
            assert browser.get(f"/ours/contacts/?{query.format(**ids)}").status_code == 200, query
    assert len(asked) > 150
    statements = {sql: params for sql, params in listener.heard}
    assert len(statements) > 50
    with at_the_door(world.ours, "alice"):
        for sql, params in statements.items():
            found = plan(sql, params)
            assert WHOLE not in found, f"{sql}\n{found}"


@pytest.mark.django_db(databases=["default", "owner"])
def test_words_are_found_through_the_index_past_the_fence() -> None:
    sql = FIND.split("'SELECT", 1)[1].split("USING")[0].replace("\n", " ")
    sql = "SELECT" + sql.replace("' '", "").replace("'", "").format(table="contacts_contact", here="1")
    for place, value in (("$1", "1"), ("$2", "'%dvorak%'"), ("$3", "ARRAY['%dvorak%']"), ("$4", "100")):
        sql = sql.replace(place, value)
    # In an empty table any index of the instance, or of what is not deleted, will do; only that of words helps without.
    sql = sql.replace("instance_id = 1 AND ", "").replace("AND deleted_at IS NULL", "")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL ROLE kept_search")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        found = "\n".join(row[0] for row in cursor.fetchall())
        assert "contact_by_word" in found, found
        cursor.execute("EXPLAIN SELECT id FROM contacts_contact WHERE first_name = 'x'")
        canary = "\n".join(row[0] for row in cursor.fetchall())
        assert WHOLE in canary, "a question without an index would be seen"
