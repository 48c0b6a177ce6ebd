"""Duplicates are found by their own index, also in an instance of which the planner knows nothing yet (U-4a)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import connections, transaction

from bench.pouring import first_id, pour
from kept.crm.contacts.models import Contact
from kept.crm.imports.twins import CONTACTS, PHONE

MANY, ASKED = 3000, 200
OLD, NEW = 2**40, 2**40 + 1  # instances
FETCHED = (
    "SELECT coalesce(idx_tup_fetch, 0) + seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'contacts_contact'"
)
NAMED = CONTACTS.replace("(SELECT nullif(current_setting('kept.instance', true), '')::bigint)", str(NEW))


def people_of_two_instances(cursor: Any) -> list[str]:
    """One instance that the planner has counted, and a new one of the same size. Returns addresses of the new one."""
    for trigger in ("kept_belongs", "kept_tally_insert"):
        cursor.execute(f"ALTER TABLE contacts_contact DISABLE TRIGGER {trigger}")
    line = connections["owner"].connection
    start = first_id(line, Contact, 2 * MANY)
    cursor.execute("SELECT set_config('kept.instance', %s, true), set_config('kept.levels', '*', true)", [str(OLD)])
    rows = ((start + n, OLD, 1, f"Vávra {n}", f"p{n}@p.example", f"600{n:06}") for n in range(MANY))
    pour(line, Contact, ("id", "instance_id", "security_level_id", "last_name", "email", "phone"), rows)
    cursor.execute("CREATE TEMP TABLE held ON COMMIT DROP AS SELECT * FROM contacts_contact")
    cursor.execute("UPDATE held SET instance_id = %s, id = id + %s", [NEW, MANY])
    cursor.execute("SELECT set_config('kept.instance', %s, true)", [str(NEW)])
    cursor.execute("INSERT INTO contacts_contact SELECT * FROM held")
    return [f"p{n}@p.example" for n in range(ASKED)]


def read_for(ask: Callable[[Any, list[str]], None]) -> int:
    """How many rows were read to look so many addresses up."""
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        asked = people_of_two_instances(cursor)
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(FETCHED)
        before = cursor.fetchone()[0]
        ask(cursor, asked)
        found = cursor.fetchall()
        cursor.execute(FETCHED)
        after = cursor.fetchone()[0]
        transaction.set_rollback(True, using="owner")
    assert len(found) == ASKED
    return int(after - before)


def by_the_function(cursor: Any, asked: list[str]) -> None:
    cursor.execute("SET LOCAL ROLE kept_search")
    cursor.execute("SELECT * FROM kept_twins_contacts_contact(%s, '{}')", [asked])


def by_its_name(cursor: Any, asked: list[str]) -> None:
    """The broken twin: the planner is told which instance it is."""
    statement = NAMED.split("$look$")[1].replace("$1", "%s::text[]").replace("$2", "'{}'::text[]")
    cursor.execute(statement, [asked])


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_new_instance_is_not_read_whole_for_each_duplicate_that_is_looked_for() -> None:
    assert read_for(by_the_function) <= 2 * ASKED
    assert read_for(by_its_name) > 50 * ASKED


def test_the_indexes_are_those_that_the_functions_look_into() -> None:
    """A migration is written once, so it holds the words of its day."""
    made = import_module("kept.crm.imports.migrations.0003_twins").Migration.operations
    on = {each.name: each.on for each in made}
    assert PHONE in on["twin_contact_tail"]
    assert "lower(email)" in on["twin_contact_email"]
    assert CONTACTS.count("lower(email) = v") == CONTACTS.count(f"{PHONE} = v") == 1
