"""From every door of an instance, another instance's record looks like one that never was (QUALITY I2, I3).

The doors are not listed: they are walked from the URLconf, so a new page is in here before its author thinks of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kept.tenancy.opening import system
from tests.cast import Cast, World
from tests.marked import MARKER, furnish

ABSENT = 987_654_321
SAMPLES = {"field": "last_name", "kind": "contact", "name": "x", "token": "x", "list": "language", "what": "x"}


@dataclass(frozen=True, slots=True)
class Door:
    """An address of an instance, with the arguments it takes."""

    name: str
    route: str
    noun: str
    arguments: tuple[str, ...]
    numbers: tuple[str, ...]

    def address(self, slug: str, numbers: dict[str, int]) -> str:
        """The address with an instance and numbers filled in."""

        def fill(found: re.Match[str]) -> str:
            kind, _sep, name = found[1].rpartition(":")
            if name == "instance":
                return slug
            return str(numbers[name]) if kind == "int" else SAMPLES.get(name, "x")

        return "/" + re.sub(r"<([^>]+)>", fill, self.route)


def doors(patterns: Any = None, route: str = "", noun: str = "", name: str = "") -> Iterator[Door]:
    """All doors inside an instance."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        whole = route + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from doors(one.url_patterns, whole, one.namespace or noun, f"{name}{one.namespace or ''}:")
        elif isinstance(one, URLPattern) and whole.startswith("<slug:instance>"):
            found = re.findall(r"<(?:(\w+):)?(\w+)>", whole)
            numbers = tuple(argument for kind, argument in found if kind == "int")
            yield Door(f"{name}{one.name}", whole, noun, tuple(argument for _, argument in found), numbers)


DOORS = list(doors())


def foreign_numbers(door: Door, ids: dict[str, int]) -> dict[str, int]:
    """Ids of an instance's rows for the arguments of a door, the noun's own record for `id`."""
    own = ids.get(door.noun, ids["contacts"])
    return {name: ids.get(name, own) for name in door.numbers}


def all_foreign(door: Door, ids: dict[str, int]) -> Iterator[dict[str, int]]:
    """Each id of the other instance in each place, since a name of an argument need not tell its kind."""
    likely = foreign_numbers(door, ids)
    for number in sorted(set(ids.values())):
        yield {name: number if name == "id" else likely[name] for name in likely}
        if "id" not in likely:
            return


def told(response: Any, numbers: dict[str, int]) -> tuple[int, str]:
    """Status and body of an answer, with ids and tokens taken out."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = body.decode("utf-8", "replace") + response.get("Location", "")
    text = text.replace("initial-scale=1", "")
    for number in numbers.values():
        text = re.sub(rf'(?<=[/"=]){number}(?=[/"?&])', "#", text)
    return response.status_code, re.sub(r'(csrf[^"]*"[^>]*(content|value)=")[^"]*', r"\1", text)


def _first_difference(one: tuple[int, str], other: tuple[int, str]) -> str:
    """Where two bodies part, for whoever has to mend it."""
    place = next((n for n, (a, b) in enumerate(zip(one[1], other[1], strict=False)) if a != b), 0)
    return f"“{one[1][place - 40 : place + 40]}” “{other[1][place - 40 : place + 40]}”"


@pytest.fixture
def client_of_alice(world: World) -> Client:
    return signed_in(world.ours, "alice")


def signed_in(cast: Cast, name: str) -> Client:
    """A browser in which a person of the cast is signed in."""
    client = Client()
    with system("signing in"):
        client.force_login(cast.members[name].user)
    return client


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
