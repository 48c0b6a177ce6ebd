"""The stage of the lockbox: people of ours and of theirs, an agreement, and an operation that is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from kept.audit.access import Access
from kept.console.lockbox import opening, operations
from kept.console.lockbox.models import Side, State
from kept.console.lockbox.operations import Case
from kept.console.lockbox.scope import Scope
from kept.crm.contacts.noun import CONTACTS
from kept.grants.staff import arm_staff, staff_of
from kept.tenancy.opening import opened
from tests.cast import Cast, World, at_the_door
from tests.making import made
from tests.staff import hire

KIND = "contacts.contact"


@pytest.fixture(autouse=True)
def a_folder_of_its_own(tmp_path: Any, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def people(world: World) -> dict[str, int]:
    """Three from the fair, one that is not, and one of another customer."""
    found = {
        name: made(world, CONTACTS, "alice", last_name=name, phone="777 123 456", email="x@y.example", tags=tags)
        for name, tags in (("Nová", ["fair"]), ("Malý", ["fair"]), ("Dlouhá", ["fair"]), ("Jiný", []))
    }
    found["Cizí"] = made(world, CONTACTS, "mallory", last_name="Cizí", phone="1", tags=["fair"])
    return found


def agreed(fields: tuple[str, ...] = ("last_name", "phone"), **more: Any) -> Scope:
    """A scope over those from the fair."""
    values: dict[str, Any] = {"by": "tag", "value": "fair", "acts": ["read", "correct", "copy"], "rows": 10, "hours": 2}
    return Scope(**{"fields": {KIND: list(fields)}, **values, **more})


def proposed(cast: Cast, scope: Scope, who: str) -> Case:
    """An operation that was asked for and answered."""
    with at_the_door(cast, who) as access:
        case = operations.begin(cast.instance, Side.CUSTOMER, "correction", "Tidy up", scope, "", access.user_id)
        operations.take(case, State.PROPOSED, Side.OPERATOR, None)
        assert all((case.steps, case.agreement))
        return case


def accepted(cast: Cast, case: Case, who: str) -> Case:
    """The same, opened by the customer's administrator."""
    with at_the_door(cast, who) as access:
        opening.accept(case, access, case.agreement.digest)
        known = Case(case.row)
        assert all((known.steps, known.agreement, known.scope, known.reach)), "read while the door is open"
        return known


@pytest.fixture
def case(world: World, people: dict[str, int]) -> Case:
    """An open operation of ours."""
    return accepted(world.ours, proposed(world.ours, agreed(), "alice"), "alice")


@pytest.fixture
def staff(world: World) -> int:
    """The number of a user who is staff."""
    hire(world, "bob", "support")
    return int(world.ours.bob.user_id)


@pytest.fixture
def at_the_desk(staff: int) -> Iterator[None]:
    """The operator's door is open, and the database has the operator's role."""
    known = staff_of_door(staff)
    with opened(Access(door="desk", by="staff", user_id=staff)) as access:
        arm_staff(access, known)
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def staff_of_door(user_id: int) -> Any:
    with opened(Access(door="desk", by="system")):
        return staff_of(user_id)


def ask(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """A bare question, as whoever the database thinks we are."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


Wear = Callable[[str], Any]
