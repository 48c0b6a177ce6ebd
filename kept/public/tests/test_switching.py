"""One person, several instances, one login (U1)."""

from __future__ import annotations

import pytest
from django.test import Client

from kept.public.founding import admit
from kept.tenancy.opening import system
from tests.cast import World
from tests.hands import sign_in


@pytest.mark.promise("U1")
def test_a_person_of_two_instances_switches_between_them(world: World, client: Client) -> None:
    with system("tests", world.theirs.instance.pk):
        alice = world.ours.alice.user
        admit(alice, world.theirs.level)
    sign_in(client)
    for slug, other in (("ours", "theirs"), ("theirs", "ours")):
        page = client.get(f"/{slug}/").content.decode()
        assert f'href="/{other}/"' in page and f'href="/{slug}/" aria-current="true"' in page
