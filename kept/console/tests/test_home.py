"""The operator's home: what waits stands beside its room, and only beside the rooms that one may enter."""

from __future__ import annotations

import pytest
from django.test import Client

from kept.grants.staff import StaffRole
from tests.cast import World
from tests.staff import hire


@pytest.mark.promise("C2")
def test_a_call_that_somebody_asked_for_stands_on_the_operators_home(world: World) -> None:
    support = hire(world, "bob", StaffRole.SUPPORT)
    assert "Nobody waits for us." in support.get("/operator/").content.decode()
    assert Client().post("/call-back/", {"initials": "J. N.", "telephone": "+420 602 555 014"}).status_code == 200
    page = support.get("/operator/").content.decode()
    assert "1 call to make" in page
    assert "Nobody waits for us." not in page


@pytest.mark.promise("D6")
def test_the_home_says_nothing_of_rooms_that_one_may_not_enter(world: World) -> None:
    seen = hire(world, "bob", StaffRole.SUPPORT).get("/operator/").content.decode()
    assert "/operator/desk/" in seen
    assert "/operator/requests/" not in seen
    assert "/operator/requests/" in hire(world, "carol", StaffRole.PRIVACY).get("/operator/").content.decode()
