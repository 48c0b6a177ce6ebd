"""A write with a key of its client happens once; the same key with another request is refused."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.db import OperationalError
from django.test import Client

from kept.api.models import Once
from kept.api.once import forget
from kept.crm.contacts.models import Contact
from kept.tenancy.opening import system
from tests.cast import World


def put(who: Any, key: str, name: str = "Nová", path: str = "person/") -> Any:
    headers = {**who.headers(), "Idempotency-Key": key}
    body = orjson.dumps({"lastName": name})
    return Client().generic("PUT", f"/api/v2/{path}", body, "application/json", headers=headers)


def people(world: World) -> int:
    with system("tests", world.ours.instance.pk):
        return Contact.objects.filter(last_name__in=("Nová", "Jiná")).count()


@pytest.mark.promise("D9")
def test_it_happens_once_and_the_answer_is_that_of_the_first_time(world: World, program: Any) -> None:
    bob = program("bob")
    first, again = put(bob, "k1"), put(bob, "k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert people(world) == 1
    assert put(bob, "k2").json() != first.json()
    assert people(world) == 2


@pytest.mark.promise("D9")
def test_another_request_under_the_same_key_is_refused_and_another_program_has_keys_of_its_own(
    world: World, program: Any
) -> None:
    bob, alice = program("bob"), program("alice")
    first = put(bob, "k1")
    wrong = put(bob, "k1", "Jiná")
    assert (wrong.status_code, wrong.json()["type"]) == (400, "BadRequest")
    assert put(alice, "k1").json() != first.json()
    assert put(program("mallory"), "k1", "Zlá").status_code == 201
    assert people(world) == 2


def test_a_request_that_was_refused_is_tried_anew(world: World, program: Any) -> None:
    bob = program("bob")
    assert put(bob, "k1", "").status_code >= 400
    assert not Once.objects.exists()
    assert put(bob, "k1", "Nová").status_code == 201


def test_a_key_is_visible_and_short(world: World, program: Any) -> None:
    for key in ("", " ", "x" * 201, "ž"):
        assert put(program("bob"), key).status_code == 400
    assert people(world) == 0


def test_after_a_day_a_key_is_forgotten(world: World, program: Any) -> None:
    bob = program("bob")
    put(bob, "k1")
    Once.objects.update(at="2020-01-01T00:00Z")
    assert put(bob, "k1").status_code == 201
    assert people(world) == 2
    Once.objects.update(at="2020-01-01T00:00Z")
    assert (forget(), Once.objects.count()) == (1, 0)


@pytest.mark.promise("D9")
def test_a_database_that_goes_away_in_the_middle_is_a_503_that_says_when_to_come_back(
    world: World, program: Any, monkeypatch: Any
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError

    bob = program("bob")
    monkeypatch.setattr("kept.crm.nouns.changing.make", away)
    client = Client(raise_request_exception=False)
    answer = client.generic(
        "PUT", "/api/v2/person/", orjson.dumps({"lastName": "Nová"}), "application/json", headers=bob.headers()
    )
    assert (answer.status_code, answer.json()["status"], int(answer["Retry-After"]) > 0) == (503, 503, True)
