"""A colleague who has no login yet is invited by mail; the link works for a day, once, and opens no room by itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from kept.console.reviewing.jobs import reviews
from kept.grants.calling_in import StaffInvitation
from kept.grants.staff import Staff, StaffRole, StaffStep
from kept.identity.models import User
from kept.policy import clock
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire

HOME, BEFORE = "/operator/staff/", "/operator/undertaking/"
NEW = "new@colleague.example"
SELF = {"first_name": "Nora", "last_name": "Nová", "password": "a long and rare sentence 4711"}


@pytest.fixture
def admin(world: World, letters: Any) -> Client:
    return hire(world, "alice", StaffRole.ADMIN)


def invited(admin: Client, letters: Callable[[], list[Any]], email: str = NEW) -> str:
    """Invite, and give the link of the letter."""
    answer = admin.post(f"{HOME}new/", {"email": email, "roles": ["support"], "reason": "for the desk"})
    assert answer.status_code == 302, answer.content.decode()
    letter = letters()[0]
    assert letter.to == email
    found = re.search(r"/staff/join/[\w-]+/", letter.text)
    assert found, letter.text
    return found[0]


def rows(model: Any) -> list[Any]:
    with system("tests"):
        return list(model.objects.order_by("pk"))


@pytest.fixture(autouse=True)
def no_rate(settings: Any) -> Iterator[None]:
    settings.ACCOUNT_RATE_LIMITS = {}
    yield


@pytest.mark.promise("D6")
def test_who_follows_the_link_makes_a_login_and_signs_before_any_room_opens(
    world: World, admin: Client, letters: Any
) -> None:
    link = invited(admin, letters)
    assert NEW in admin.get(HOME).content.decode()
    theirs = Client()
    assert "Alice Ours" in theirs.get(link).content.decode()
    assert theirs.post(link, {**SELF, "password": "short"}).status_code == 422
    assert theirs.post(link, SELF)["Location"] == BEFORE
    made = rows(Staff)[-1]
    with system("tests"):
        assert (made.user.email, made.roles) == (NEW, ["support"])
        step = StaffStep.objects.get(staff=made)
        assert (step.act, step.by_id, step.reason) == ("hired", world.ours.alice.user_id, "for the desk")
    assert theirs.get("/operator/desk/")["Location"] == BEFORE
    theirs.post(BEFORE, {"agree": "yes"})
    assert theirs.get("/operator/desk/")["Location"] == BEFORE, "a second step is missing still"


@pytest.mark.promise("D6")
def test_the_link_works_once(admin: Client, letters: Any) -> None:
    link = invited(admin, letters)
    assert Client().post(link, SELF).status_code == 302
    assert Client().get(link).status_code == Client().post(link, SELF).status_code == 404
    assert rows(StaffInvitation) == []


@pytest.mark.promise("D6")
def test_it_works_for_a_day_and_is_forgotten_the_morning_after(admin: Client, letters: Any) -> None:
    link = invited(admin, letters)
    with clock.moved(clock.now() + dt.timedelta(hours=23)):
        assert Client().get(link).status_code == 200
    with clock.moved(clock.now() + dt.timedelta(hours=25)):
        assert Client().post(link, SELF).status_code == 404
        reviews(0)
    assert rows(StaffInvitation) == [] and not [user for user in rows(User) if user.email == NEW]


@pytest.mark.promise("D6")
def test_withdrawn_or_sent_by_somebody_who_was_let_go_it_opens_nothing(
    world: World, admin: Client, letters: Any
) -> None:
    link = invited(admin, letters)
    admin.post(f"{HOME}invited/{rows(StaffInvitation)[0].pk}/withdraw/")
    assert Client().get(link).status_code == 404
    link = invited(admin, letters)
    with system("tests"):
        Staff.objects.filter(user_id=world.ours.alice.user_id).update(suspended_at=clock.now())
    assert Client().get(link).status_code == Client().post(link, SELF).status_code == 404


@pytest.mark.promise("D6")
def test_another_than_the_invited_one_cannot_follow_it(world: World, admin: Client, letters: Any) -> None:
    link = invited(admin, letters)
    assert "somebody else" in admin.post(link).content.decode()
    assert len(rows(Staff)) == 1


def test_only_who_manages_staff_invites(world: World, admin: Client, letters: Any) -> None:
    support = hire(world, "bob", StaffRole.SUPPORT)
    assert support.post(f"{HOME}new/", {"email": NEW, "roles": ["admin"]}).status_code == 403
    assert support.post(f"{HOME}invited/1/withdraw/").status_code == 403
    assert rows(StaffInvitation) == []


def test_the_link_is_kept_as_a_digest_alone(admin: Client, letters: Any) -> None:
    secret = invited(admin, letters).split("/")[3]
    kept = rows(StaffInvitation)[0]
    assert secret not in (kept.token_hash, kept.reason, kept.email)
