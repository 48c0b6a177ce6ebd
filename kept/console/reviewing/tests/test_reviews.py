"""Reviews of access: a quarter passes, somebody else looks, and what nobody confirms rests (D6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kept.console.reviewing.due import GRACE, QUARTER, WARN
from kept.console.reviewing.models import Review
from kept.console.reviewing.reminding import rest_what_is_late, warn
from kept.grants.staff import Staff, StaffRole
from kept.policy import clock
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire

HOME = "/operator/staff/review/"


@pytest.fixture
def officer(world: World) -> Client:
    return hire(world, "alice", StaffRole.PRIVACY)


def staff(world: World, name: str) -> Staff:
    with system("tests"):
        return Staff.objects.get(user_id=world.ours.members[name].user_id)


def after(days: int) -> datetime:
    return clock.now() + timedelta(days=days)


@pytest.mark.promise("D6")
def test_the_reviewer_sees_what_was_opened_and_confirms(world: World, officer: Client) -> None:
    bob = hire(world, "bob", StaffRole.SUPPORT, StaffRole.ON_CALL)
    bob.get("/operator/desk/")
    page = f"{HOME}{staff(world, 'bob').pk}/"
    assert "Support desk" in officer.get(page).content.decode()
    assert officer.post(page, {"keep": ["support", "on_call"]}).status_code == 302
    with system("tests"):
        made = Review.objects.get()
        assert (made.decision, made.taken) == ("confirmed", [])
        assert {"room": "desk_operator", "n": 1} in made.seen
    assert staff(world, "bob").reviewed_at is not None


@pytest.mark.promise("D6")
def test_what_is_not_needed_is_taken_away_with_a_reason(world: World, officer: Client) -> None:
    bob = hire(world, "bob", StaffRole.SUPPORT, StaffRole.ON_CALL)
    page = f"{HOME}{staff(world, 'bob').pk}/"
    assert bob.get("/operator/backups/").status_code == 200
    silent = officer.post(page, {"keep": ["support"]})
    assert silent.status_code == 422 and "in a few words" in silent.content.decode()
    officer.post(page, {"keep": ["support", "admin"], "reason": "somebody else is on call"})
    assert staff(world, "bob").roles == ["support"]  # a review gives nothing
    assert bob.get("/operator/backups/").status_code == 403
    assert "somebody else is on call" in officer.get(HOME).content.decode()
    officer.post(page, {"keep": [], "reason": "has left"})
    assert bob.get("/operator/").status_code == 404


@pytest.mark.promise("D6")
def test_the_same_person_cannot_review_themself(world: World, officer: Client) -> None:
    page = f"{HOME}{staff(world, 'alice').pk}/"
    assert "Nobody reviews themself" in officer.get(page).content.decode()
    answer = officer.post(page, {"keep": ["privacy"]})
    assert answer.status_code == 422 and "their own rights" in answer.content.decode()
    with system("tests"):
        assert not Review.objects.exists()
    other = hire(world, "bob", StaffRole.ADMIN)
    assert other.post(page, {"keep": ["privacy"]}).status_code == 302


@pytest.mark.promise("D6")
def test_reviewers_are_told_two_weeks_ahead_and_never_of_themselves(
    world: World, officer: Client, letters: Any
) -> None:
    hire(world, "bob", StaffRole.SUPPORT)
    with clock.moved(after(QUARTER - WARN)), system("tests"):
        assert [warn(), warn()] == [1, 0]  # a round done again tells nobody again
    (letter,) = letters()
    assert letter.to == "alice@ours.example"
    assert "Bob Ours" in letter.text and "Alice Ours" not in letter.text
    with clock.moved(after(QUARTER - WARN - 1)), system("tests"):
        assert warn() == 0


@pytest.mark.promise("D6")
def test_rights_that_nobody_confirmed_rest_until_somebody_does(world: World, officer: Client) -> None:
    bob = hire(world, "bob", StaffRole.SUPPORT)
    admin = hire(world, "carol", StaffRole.ADMIN)
    with clock.moved(after(QUARTER + GRACE)), system("tests"):
        assert rest_what_is_late() == 0
    with system("tests"):
        Staff.objects.filter(pk=staff(world, "alice").pk).update(reviewed_at=after(QUARTER))
    with clock.moved(after(QUARTER + GRACE + 1)), system("tests"):
        assert rest_what_is_late() == 1  # not the officer, who was confirmed, and not the last administrator
        assert rest_what_is_late() == 0
    assert bob.get("/operator/desk/")["Location"] == "/operator/undertaking/"
    assert "rest since" in bob.get("/operator/undertaking/").content.decode()
    assert admin.get("/operator/staff/").status_code == 200
    officer.post(f"{HOME}{staff(world, 'bob').pk}/", {"keep": ["support"]})
    assert bob.get("/operator/desk/").status_code == 200
