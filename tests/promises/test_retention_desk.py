"""The operator's pages of retention: the plan in words, holds made and released, the run again; for the right staff alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kept.console.tests.test_door import hire
from kept.grants.staff import StaffRole
from kept.identity.models import Session
from kept.policy import clock
from kept.privacy.retention import running
from kept.privacy.retention.holds import Hold
from kept.tenancy.opening import system
from tests.cast import World


def old_session(world: World, key: str, days: int) -> None:
    at = clock.beginning(clock.today() - timedelta(days=days))
    with system("tests"):
        Session.objects.create(
            key_hash=key, data="", created_at=at, seen_at=at, expires_at=at, user_id=world.ours.alice.user_id
        )


@pytest.mark.promise("D9")
def test_the_plan_shows_what_is_overdue_and_what_comes(world: World) -> None:
    client = hire(world, "bob", StaffRole.PRIVACY)
    assert "Nothing is kept beyond its term" in client.get("/operator/retention/").content.decode()
    old_session(world, "overdue", 200)
    old_session(world, "soon", 85)
    page = client.get("/operator/retention/").content.decode()
    assert "1 record should be gone and is not." in page
    assert "at most 90 days after the record was made" in page
    running.run()
    page = client.get("/operator/retention/").content.decode()
    assert "Nothing is kept beyond its term" in page
    assert "memberships" in page, "what belongs to instances stands as the run counted it"
    weeks = client.get("/operator/retention/identity.session/").content.decode()
    assert "Week by week" in weeks
    assert client.get("/operator/retention/no.model/").status_code == 404


@pytest.mark.promise("D6")
def test_only_staff_for_privacy_come_in(world: World) -> None:
    assert hire(world, "bob", StaffRole.SUPPORT).get("/operator/retention/").status_code == 403
    client = hire(world, "carol", StaffRole.PRIVACY)
    assert client.get("/operator/retention/holds/").status_code == 200
    assert client.get("/operator/retention/run/").status_code == 405


def test_a_hold_is_made_with_a_reason_and_released(world: World) -> None:
    client = hire(world, "bob", StaffRole.PRIVACY)
    old_session(world, "held", 200)
    asked: dict[str, Any] = {"kind": "identity.session", "key": "held", "reason": "claim", "until": ""}
    for wrong in ({"key": "absent"}, {"key": ""}, {"reason": "whim"}, {"until": "2001-01-01"}, {"kind": "x"}):
        assert client.post("/operator/retention/holds/new/", asked | wrong).status_code == 200
    assert (
        "There is no such record"
        in client.post(
            "/operator/retention/holds/new/", asked | {"kind": "identity.user", "key": "999999"}
        ).content.decode()
    )
    assert Hold.objects.count() == 0
    assert client.post("/operator/retention/holds/new/", asked).status_code == 302
    hold = Hold.objects.get()
    assert running.run().held == {"identity.session": 1}
    assert "a legal claim" in client.get("/operator/retention/holds/").content.decode()
    client.post(f"/operator/retention/holds/{hold.pk}/release/")
    assert running.run().gone["identity.session"] == 1
    assert client.post(f"/operator/retention/holds/{hold.pk}/release/").status_code == 404


def test_the_run_is_asked_for_through_the_queue(world: World) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    client = hire(world, "bob", StaffRole.PRIVACY)
    assert client.post("/operator/retention/run/").status_code == 302
    assert ProcrastinateJob.objects.filter(task_name="retention.now").count() == 1
