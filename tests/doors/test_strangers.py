"""From every door of an instance, another instance's record looks like one that never was (QUALITY I2, I3)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cast import World
from tests.marked import MARKER, furnish
from tests.walk import ABSENT, DOORS, all_foreign, foreign_numbers, signed_in, told


def _first_difference(one: tuple[int, str], other: tuple[int, str]) -> str:
    """Where two bodies part, for whoever has to mend it."""
    place = next((n for n, (a, b) in enumerate(zip(one[1], other[1], strict=False)) if a != b), 0)
    return f"“{one[1][place - 40 : place + 40]}” “{other[1][place - 40 : place + 40]}”"


@pytest.fixture
def client_of_alice(world: World) -> Client:
    return signed_in(world.ours, "alice")


def test_there_are_doors_to_walk() -> None:
    assert len(DOORS) >= 10


@pytest.mark.promise("L5")
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_record_of_another_instance_answers_like_an_absent_one(
    world: World, client_of_alice: Client, method: str
) -> None:
    ids = furnish(world.theirs)
    furnish(world.ours)
    wrong = []
    for door in DOORS:
        if not door.numbers:
            continue
        absent = dict.fromkeys(door.numbers, ABSENT)
        never = told(getattr(client_of_alice, method)(door.address("ours", absent)), absent)
        for foreign in all_foreign(door, ids):
            answer = told(getattr(client_of_alice, method)(door.address("ours", foreign)), foreign)
            if answer != never:
                wrong.append(f"{method} {door.route}: {answer[0]} and {never[0]} {_first_difference(answer, never)}")
            if MARKER in answer[1]:
                wrong.append(f"{method} {door.route} shows the other instance")
            if answer[0] >= 500:
                wrong.append(f"{method} {door.route}: {answer[0]}")
    assert wrong == []


@pytest.mark.promise("L5")
def test_nothing_of_another_instance_is_on_any_page(world: World, client_of_alice: Client) -> None:
    furnish(world.theirs)
    mine = furnish(world.ours, mark="mine")
    for door in DOORS:
        numbers = foreign_numbers(door, mine)
        response = client_of_alice.get(door.address("ours", numbers))
        assert response.status_code < 500, door.route
        assert MARKER not in told(response, {})[1], door.route


@pytest.mark.promise("D3")
def test_a_stranger_finds_no_instance_at_any_door(world: World) -> None:
    ids = furnish(world.ours)
    stranger = signed_in(world.theirs, "mallory")
    for door in DOORS:
        numbers = foreign_numbers(door, ids)
        there, nowhere = (stranger.get(door.address(slug, numbers)) for slug in ("ours", "nowhere"))
        assert there.status_code == nowhere.status_code == 404, door.route
        assert re.sub(r"\bours\b", "nowhere", told(there, numbers)[1]) == told(nowhere, numbers)[1], door.route


@pytest.mark.promise("D3")
def test_whoever_is_not_signed_in_is_asked_to(world: World) -> None:
    ids = furnish(world.ours)
    for door in DOORS:
        response = Client().get(door.address("ours", foreign_numbers(door, ids)))
        assert response.status_code == 302, door.route
        assert response["Location"].startswith("/sign-in/"), door.route


@pytest.mark.promise("D3")
def test_a_colleague_without_rights_comes_through_no_door_of_a_noun(world: World) -> None:
    ids = furnish(world.ours)
    colleague = signed_in(world.ours, "dan")
    walked = 0
    for door in DOORS:
        if door.noun in ("companies", "contacts"):
            walked += 1
            response = colleague.get(door.address("ours", foreign_numbers(door, ids)))
            assert response.status_code in (403, 405), (door.route, response.status_code)
    assert walked
