"""Taking everything along, bringing it in elsewhere, and taking it along again: the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.identity.models import Membership
from kept.privacy.leaving import takeouts
from kept.privacy.leaving.bringing import Bringing, bring
from kept.privacy.leaving.comparing import differences
from kept.privacy.leaving.models import Takeout
from kept.privacy.leaving.progress import Progress
from kept.privacy.leaving.unpacking import Unpacking
from kept.public.founding import found_instance
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from tests.cast import Cast, World, at_the_door
from tests.marked import furnish

Archive = tuple[Path, str]


def taken_out(cast: Cast, who: str = "alice") -> Archive:
    with at_the_door(cast, who) as access:
        asked = takeouts.ask(access)
        takeouts.make(asked, access)
        return asked.place, takeouts.password_once(asked)


def new_home(world: World, name: str = "new home") -> Cast:
    """An empty instance that alice has just founded."""
    alice = world.ours.members["alice"].user
    with system("tests"):
        instance = found_instance(alice, name)
    with system("tests", instance.pk):
        return Cast(instance, None, {"alice": Membership.objects.get(user=alice)})  # type: ignore[arg-type]


def brought(home: Cast, archive: Archive) -> Bringing:
    with at_the_door(home, "alice") as access:
        journey = Takeout.fresh()
        unpacking = Unpacking(*archive)
        try:
            made = bring(access, unpacking, Progress(journey))
            home.members["alice"] = Membership.objects.get(user_id=access.user_id)
            return made
        finally:
            unpacking.close()


@pytest.mark.promise("R5", "L5")
def test_what_comes_back_is_what_went(world: World) -> None:
    furnish(world.ours)
    before = taken_out(world.ours)
    home = new_home(world)
    brought(home, before)
    after = taken_out(home)
    assert differences(before, after) == []
    assert Instance.objects.get(pk=home.instance.pk).name == "new home"
