"""Walking: all doors of the house, read from the URLconf, so that a new page is walked before its author thinks of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kept.policy.doors import admitted_by
from kept.tenancy.opening import system
from tests.cast import Cast

ABSENT = 987_654_321
NOBODYS = "00000000-0000-4000-8000-000000000000"  # a number that nothing has
SAMPLES = {"field": "last_name", "kind": "contact", "name": "x", "token": "x", "list": "language", "what": "x"}


@dataclass(frozen=True, slots=True)
class Door:
    """An address of an instance, with the arguments it takes."""

    name: str
    route: str
    noun: str
    arguments: tuple[str, ...]
    numbers: tuple[str, ...]
    needs: tuple[str, ...]

    def address(self, slug: str, numbers: dict[str, int]) -> str:
        """The address with an instance and numbers filled in."""

        def fill(found: re.Match[str]) -> str:
            kind, _sep, name = found[1].rpartition(":")
            if name == "instance":
                return slug
            if kind == "uuid":
                return NOBODYS
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
            yield Door(
                f"{name}{one.name}",
                whole,
                noun,
                tuple(argument for _, argument in found),
                numbers,
                admitted_by(one.callback) or (),
            )


DOORS = list(doors())


def foreign_numbers(door: Door, ids: dict[str, int]) -> dict[str, int]:
    """Ids of the other instance's rows for the arguments of a door. What `id` counts is the word before it."""
    own = ids.get(_counted(door), ids["contacts"])
    return {name: ids.get(name, own) for name in door.numbers}


def all_foreign(door: Door, ids: dict[str, int]) -> Iterator[dict[str, int]]:
    """The likely ids of the other instance; where the word before an id tells no kind, each of its ids there."""
    likely = foreign_numbers(door, ids)
    yield likely
    if "id" in likely and _counted(door) not in ids:
        yield from ({**likely, "id": number} for number in sorted(set(ids.values())))


def _counted(door: Door) -> str:
    before = re.search(r"(\w+)/<int:id>", door.route)
    return before[1] if before else ""


def told(response: Any, numbers: dict[str, int]) -> tuple[int, str]:
    """Status and body of an answer, with ids and tokens taken out."""
    body = response.getvalue()
    text = body.decode("utf-8", "replace") + response.get("Location", "")
    text = text.replace("initial-scale=1", "")
    for number in numbers.values():
        text = re.sub(rf'(?<=[/"=]){number}(?=[/"?&])', "#", text)
    return response.status_code, re.sub(r'(csrf[^"]*"[^>]*(content|value)=")[^"]*', r"\1", text)


def signed_in(cast: Cast, name: str) -> Client:
    """A browser in which a person of the cast is signed in."""
    client = Client()
    with system("signing in"):
        client.force_login(cast.members[name].user)
    return client
