"""The figures of D6 go red when the promise breaks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from kept.console import evidence
from kept.console.reviewing.due import QUARTER
from kept.grants.staff import Staff, StaffRole
from kept.grants.undertaking import Signature
from kept.policy import clock
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire


@pytest.mark.promise("D6")
def test_a_room_opened_without_a_signature_turns_the_figure_red(world: World) -> None:
    bob = hire(world, "bob", StaffRole.SUPPORT, undertaken=False)
    for door in ("/operator/undertaking/", "/operator/desk/"):  # a knock at a door that stays shut is no room opened
        bob.get(door)
    carol = hire(world, "carol", StaffRole.SUPPORT)
    carol.get("/operator/desk/")
    with system("tests"):
        assert evidence.nobody_opened_a_door_unbound().good
        Signature.objects.filter(staff__user_id=world.ours.carol.user_id).delete()
        broken = evidence.nobody_opened_a_door_unbound()
    assert (broken.value, broken.good) == ("1", False)


@pytest.mark.promise("D6")
def test_a_room_opened_by_a_password_alone_turns_the_figure_red(world: World, settings: Any) -> None:
    hire(world, "bob", StaffRole.SUPPORT).get("/operator/desk/")
    with system("tests"):
        assert evidence.nobody_comes_in_by_a_password_alone().good
        Authenticator.objects.all().delete()
        assert not evidence.nobody_comes_in_by_a_password_alone().good
        settings.STAFF_SECOND_STEP = False
        assert "this machine alone" in evidence.nobody_comes_in_by_a_password_alone().value


@pytest.mark.promise("D6")
def test_rights_that_nobody_looks_at_turn_the_figure_red(world: World) -> None:
    hire(world, "bob", StaffRole.SUPPORT)
    with system("tests"):
        assert evidence.rights_are_looked_at_each_quarter().good
        with clock.moved(clock.now() + timedelta(days=QUARTER + evidence.SLACK + 1)):
            assert not evidence.rights_are_looked_at_each_quarter().good
            Staff.objects.update(suspended_at=clock.now())  # what rests is in nobody's hands
            assert evidence.rights_are_looked_at_each_quarter().good
