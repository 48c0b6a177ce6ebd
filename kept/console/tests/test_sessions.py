"""Sessions of a person, or of all, are ended at the machine."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from tests.cast import World
from tests.walk import signed_in


@pytest.mark.promise("D9")
def test_who_had_a_session_signs_in_anew_and_nobody_else(world: World) -> None:
    bob, alice = signed_in(world.ours, "bob"), signed_in(world.ours, "alice")
    call_command("sessions", "Bob@ours.example")
    assert bob.get("/profile/").status_code == 302 and alice.get("/profile/").status_code == 200
    call_command("sessions", "--all")
    assert alice.get("/profile/").status_code == 302


def test_a_slip_of_the_pen_is_told(world: World) -> None:
    for wrong in (["nobody@ours.example"], []):
        with pytest.raises(CommandError):
            call_command("sessions", *wrong)
