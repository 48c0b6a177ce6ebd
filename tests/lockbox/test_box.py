"""What a box can and cannot, as the database itself answers: no code of ours stands between these questions and it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from kept.console.lockbox import catalogue, closing, evidence
from kept.console.lockbox.boxes import BOXES
from kept.console.lockbox.models import Step
from kept.console.lockbox.objects import things
from kept.console.lockbox.operations import Case
from kept.crm.contacts.models import Contact
from kept.policy import clock
from kept.privacy.erasure.models import Restriction
from kept.server.connections import connect
from kept.tenancy.fence import fenced_models
from kept.tenancy.functions import functions
from kept.tenancy.opening import system
from kept.web.refused import Refused
from tests.cast import World
from tests.lockbox.conftest import KIND, accepted, agreed, ask, proposed

NAMES = "SELECT last_name FROM contacts_contact ORDER BY 1"


@contextmanager
def wearing(role: str) -> Iterator[None]:
    """Be a role for a few questions, with no instance open, as at the operator's door."""
    with transaction.atomic():
        ask("SELECT set_config('kept.instance', '', true), set_config('role', %s, true)", role)
        yield
        ask("SELECT set_config('role', 'none', true)")


@contextmanager
def owner_at_work() -> Iterator[Any]:
    """The owner of the tables, in a session of its own that commits: what it breaks it must mend."""
    with connect("owner", connection.settings_dict["NAME"]) as owner:
        owner.execute("SET lock_timeout = '10s'")
        yield owner


def refused(sql: str) -> bool:
    """Whether the database forbids it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except ProgrammingError as why:
        assert "permission denied" in str(why) or "row-level security" in str(why), why
        return True
    return False


@pytest.mark.promise("D8")
def test_a_box_sees_the_agreed_rows_of_the_one_instance_and_nothing_else(case: Case) -> None:
    with wearing(case.opening.role):
        assert ask(NAMES) == [("Dlouhá",), ("Malý",), ("Nová",)]
        assert refused("SELECT email FROM contacts_contact"), "a field that was not agreed on"
        assert refused("SELECT * FROM contacts_contact")
        assert refused("SELECT name FROM companies_company"), "a kind that was not agreed on"
        assert refused("DELETE FROM contacts_contact")
        assert refused("UPDATE contacts_contact SET email = ''")
        assert refused("SELECT count(*) FROM audit_entry")
        assert refused("INSERT INTO audit_entry (instance_id, at, by, door, via, purpose, act, kind, ids, keys, groups, request_id)"
                       " VALUES (1, now(), 'user', '', '', '', 'read', '', '{}', '{}', '{}', gen_random_uuid())")  # fmt: skip
        assert refused("SELECT * FROM identity_user")


@pytest.mark.promise("D8")
def test_without_an_open_operation_no_box_and_not_the_console_reaches_a_row_of_a_customer(
    world: World, people: dict[str, int]
) -> None:
    assert catalogue.holding() == set()
    tables = [model._meta.db_table for model in fenced_models()]
    for role in BOXES:
        assert ask("SELECT t FROM unnest(%s::text[]) AS t WHERE has_any_column_privilege(%s, t, 'SELECT, INSERT, UPDATE')"
                   " OR has_table_privilege(%s, t, 'DELETE, TRUNCATE, TRIGGER')", tables, role, role) == []  # fmt: skip
        with wearing(role):
            assert refused(NAMES)
    assert catalogue.console_reads() == set()
    with wearing("kept_console"):
        assert all(refused(f"SELECT 1 FROM {thing.table}") for thing in things().values())  # noqa: S608
    assert evidence.console_holds_nothing().good


def soon_over(world: World, seconds: float) -> Case:
    """An operation of two hours that was opened so long ago that it is over in some seconds."""
    case = proposed(world.ours, agreed(), "alice")
    with clock.moved(clock.now() - dt.timedelta(hours=2, seconds=-seconds)):
        return accepted(world.ours, case, "alice")


@pytest.mark.promise("D8")
def test_access_ends_by_its_time_though_nothing_runs(world: World, people: dict[str, int]) -> None:
    """No job, no page, no clock of ours: the database alone."""
    case = soon_over(world, 2)
    with wearing(case.opening.role):
        assert len(ask(NAMES)) == 3
    time.sleep(2)
    with wearing(case.opening.role):
        assert ask(NAMES) == []
        assert ask("UPDATE contacts_contact SET phone = '' RETURNING id") == []
    assert case.opening.role in catalogue.holding(), "nobody has revoked anything yet"


def strays(case: Case, mine: set[str]) -> set[str]:
    """What a box sees although nobody agreed on it."""
    with wearing(case.opening.role):
        return {name for (name,) in ask(NAMES)} - (mine if case.is_open else set())


MINE = {"Nová", "Malý", "Dlouhá"}


@contextmanager
def twin(name: str, said: str, instead: str) -> Iterator[None]:
    """One of the functions with a mistake in it, for a while."""
    whole = next(one for one in functions() if f"FUNCTION {name}(" in one)
    assert said in whole
    with owner_at_work() as owner:
        try:
            owner.execute(whole.replace(said, instead))
            yield
        finally:
            owner.execute(whole)


@pytest.mark.promise("D8")
def test_a_box_without_its_filter_would_be_caught(case: Case) -> None:
    assert strays(case, MINE) == set()
    with twin("kept_box_ids", "unnest(r.ids)", "generate_series(r.ids[1] - 1000, r.ids[1] + 1000)"):
        assert strays(case, MINE) == {"Jiný"}


@pytest.mark.promise("D8")
def test_a_box_without_its_time_would_be_caught(world: World, people: dict[str, int]) -> None:
    case = soon_over(world, 0)
    assert strays(case, MINE) == set()
    with (
        twin("kept_box_here", "AND s.until > clock_timestamp()", ""),
        twin("kept_box_ids", "AND s.until > clock_timestamp()", ""),
    ):
        assert strays(case, MINE) == MINE


@pytest.mark.promise("D8")
def test_a_box_that_keeps_something_would_be_caught(case: Case) -> None:
    assert evidence.as_the_catalogue_says().good
    with owner_at_work() as owner:
        owner.execute("GRANT SELECT (name) ON companies_company TO kept_box_7")
        try:
            assert catalogue.holding() == {case.opening.role, "kept_box_7"}
            assert not evidence.as_the_catalogue_says().good
        finally:
            owner.execute("REVOKE ALL ON companies_company FROM kept_box_7")


@pytest.mark.promise("D8")
def test_a_console_that_reads_rows_of_customers_would_be_caught(db: None) -> None:
    assert evidence.console_holds_nothing().good
    with owner_at_work() as owner:
        owner.execute("GRANT SELECT (name) ON companies_company TO kept_console")
        owner.execute("CREATE POLICY mistaken ON companies_company FOR SELECT TO kept_console USING (true)")
        try:
            assert catalogue.console_reads() == {"companies_company"}
            assert not evidence.console_holds_nothing().good
        finally:
            owner.execute("DROP POLICY mistaken ON companies_company")
            owner.execute("REVOKE ALL (name) ON companies_company FROM kept_console")


@pytest.mark.promise("D8")
def test_what_is_locked_at_the_wish_of_its_person_leaves_the_box(case: Case, people: dict[str, int]) -> None:
    with system("tests", case.row.instance_id):
        Restriction.objects.create(instance_id=case.row.instance_id, label=KIND, key=people["Nová"])
    with wearing(case.opening.role):
        assert ask(NAMES) == [("Dlouhá",), ("Malý",)]


@pytest.mark.promise("D8")
def test_a_locked_record_is_seen_and_not_changed(case: Case, people: dict[str, int]) -> None:
    with system("tests", case.row.instance_id):
        Contact.objects.filter(pk=people["Nová"]).update(locked_at=clock.now())
    with wearing(case.opening.role):
        changed = ask("UPDATE contacts_contact SET phone = '' RETURNING last_name")
    assert {name for (name,) in changed} == {"Malý", "Dlouhá"}


@pytest.mark.promise("D8")
def test_history_takes_no_line_for_a_record_that_was_not_agreed_on(case: Case, people: dict[str, int]) -> None:
    with wearing(case.opening.role), pytest.raises(ProgrammingError, match="not agreed on"), transaction.atomic():
        ask("SELECT kept_box_history('contacts.contact', 'contact', %s, '{x}')", [people["Jiný"]])


@pytest.mark.promise("D8")
def test_nobody_but_the_customer_opens_a_box_and_not_for_longer_than_promised(
    world: World, people: dict[str, int]
) -> None:
    case = proposed(world.ours, agreed(), "alice")
    for side, hours in (("operator", 1), ("customer", 9)):
        with (
            pytest.raises(ProgrammingError, match=r"has not opened|longer than"),
            transaction.atomic(),
            system("tests", world.ours.instance.pk),
        ):
            until = clock.now() + dt.timedelta(hours=hours)
            Step.objects.create(**case.whose, state="open", side=side, role="kept_box_1", until=until)
            ask("SELECT kept_box_open(%s)", case.pk)


@pytest.mark.promise("D8")
def test_two_operations_have_two_boxes_and_the_ninth_waits(world: World, people: dict[str, int]) -> None:
    roles = {accepted(world.ours, proposed(world.ours, agreed(), "alice"), "alice").opening.role for _ in BOXES}
    assert roles == set(BOXES)
    with pytest.raises(Refused, match="places are taken"):
        accepted(world.ours, proposed(world.ours, agreed(), "alice"), "alice")


@pytest.mark.promise("D8")
def test_an_end_is_an_end_before_anything_was_revoked(case: Case, world: World) -> None:
    with system("tests", world.ours.instance.pk):
        closing.end(case, "customer", None)
    assert case.opening.role in catalogue.holding(), "the columns are still there"
    with wearing(case.opening.role):
        assert ask(NAMES) == [], "and show nothing"
    assert closing.close(world.ours.instance.pk, case.pk)
    assert catalogue.holding() == set()
    with wearing(case.opening.role):
        assert refused(NAMES)
