"""The API's door: whose key it is, and what nobody is told."""

from __future__ import annotations

from typing import Any

import pytest

from kept.api import limits
from kept.api.models import Strike
from kept.audit.models import Entry
from kept.identity.keys import ApiKey
from kept.tenancy.opening import system
from tests.cast import World


def test_a_key_opens_by_basic_and_by_bearer(program: Any) -> None:
    for bob in (program("bob"), program("bob", basic=True)):
        assert bob.get("person/").status_code == 200
    bob.instance = "theirs"
    assert bob.get("person/").status_code == 401
    bob.instance, bob.email = "ours", "carol@ours.example"
    assert bob.get("person/").status_code == 401


def test_a_wrong_key_is_told_nothing_but_that_it_is_wrong(program: Any, world: World) -> None:
    bob = program("bob")
    right = bob.secret
    for wrong in (
        "",
        "kept",
        "kept_1_x",
        right + "x",
        right.replace(f"_{world.ours.instance.pk}_", f"_{world.theirs.instance.pk}_"),
    ):
        bob.secret = wrong
        answer = bob.get("person/")
        assert (answer.status_code, answer.json()["type"]) == (401, "AuthenticationException"), wrong
    bob.secret = right
    assert bob.get("person/").status_code == 200


@pytest.mark.promise("D9")
def test_whoever_guesses_too_often_waits_an_hour(program: Any) -> None:
    bob = program("bob")
    right, bob.secret = bob.secret, "kept_1_guess"
    for _ in range(21):
        assert bob.get("person/").status_code == 401
    assert bob.get("person/").status_code == 429
    bob.secret = right
    assert bob.get("person/").status_code == 429
    Strike.objects.all().delete()
    assert bob.get("person/").status_code == 200


def test_a_revoked_key_is_dead_at_the_next_call(program: Any, world: World) -> None:
    bob = program("bob")
    assert bob.get("person/").status_code == 200
    with system("tests", world.ours.instance.pk):
        key = ApiKey.objects.get(name="bob's program")
        assert key.last_used_on is not None
        ApiKey.objects.filter(pk=key.pk).update(revoked_at=key.created_at)
    assert bob.get("person/").status_code == 401


@pytest.mark.promise("D3")
def test_a_missing_right_is_a_business_error_and_never_401_or_403(program: Any) -> None:
    carol, dan = program("carol"), program("dan")
    assert carol.get("person/").status_code == 200
    for answer in (carol.put("person/", {"lastName": "X"}), dan.get("person/"), carol.delete("person/1/")):
        assert (answer.status_code, answer.json()["type"]) == (500, "AccessDeniedException")


@pytest.mark.promise("D3")
def test_a_private_field_is_in_no_answer_filter_or_body_of_those_who_may_not_see_it(program: Any, world: World) -> None:
    bob, carol = program("bob"), program("carol")
    eva = bob.made("person/", {"lastName": "Nová", "birthday": "1980-01-01", "privateAddress": {"city": "Tajov"}})
    for body in (carol.one(f"person/{eva}/"), carol.get("person/", fulltext="nova").json()["data"][0]):
        assert "birthday" not in body and "privateAddress" not in body and "Tajov" not in str(body)
    for name in ("birthday", "privateAddress.city"):
        assert carol.get("person/", **{name: "x"}).json()["message"] == f"Unsupported filter column [{name}]"
        assert carol.get("person/", sortColumn=name).status_code == 400


@pytest.mark.promise("L5")
def test_another_instances_record_answers_like_none(program: Any, world: World) -> None:
    bob, mallory = program("bob"), program("mallory")
    eva = bob.made("person/", {"lastName": "Nová"})
    foreign, nothing = mallory.get(f"person/{eva}/"), mallory.get(f"person/{eva + 100000}/")
    assert (foreign.status_code, nothing.status_code) == (404, 404)
    assert foreign.content.replace(str(eva).encode(), b"") == nothing.content.replace(str(eva + 100000).encode(), b"")
    for answer in (
        mallory.post(f"person/{eva}/", {"lastName": "X"}),
        mallory.delete(f"person/{eva}/"),
        mallory.post(f"person/{eva}/lock"),
    ):
        assert answer.status_code == 404
    assert eva not in mallory.ids("person/")
    assert bob.one(f"person/{eva}/")["lastName"] == "Nová"


@pytest.mark.promise("D5")
def test_every_look_through_the_api_leaves_an_entry_with_the_keys_name(program: Any, world: World) -> None:
    bob = program("bob")
    eva = bob.made("person/", {"lastName": "Nová"})
    bob.get("person/", fulltext="nova")
    bob.get(f"person/{eva}/")
    with system("tests", world.ours.instance.pk):
        for door in ("api:personGet", "api:personDetailGet"):
            entry = Entry.objects.get(door=door, kind="contacts.contact", act="read")
            assert (entry.ids, entry.by, entry.via, entry.member_id) == (
                [eva],
                "api",
                "bob's program",
                world.ours.bob.pk,
            )
            assert {"identification", "contact"} <= set(entry.groups)


def test_every_answer_says_what_is_left_of_the_day(program: Any, settings: Any) -> None:
    bob = program("bob")
    first = bob.get("person/")
    assert first["X-Ratelimit-Limit"] == "24000"
    assert int(first["X-Ratelimit-Remaining"]) == 23999
    assert int(bob.get("person/")["X-Ratelimit-Remaining"]) == 23998
    assert int(first["X-Ratelimit-Reset"]) % 86400 == 0
    settings.API_CALLS_A_DAY = 3
    assert bob.get("person/").status_code == 200
    refused = bob.get("person/")
    assert (refused.status_code, refused.json()["type"]) == (429, "RequestLimitReached")


def test_one_key_has_a_few_calls_open_at_once(program: Any, world: World) -> None:
    bob = program("bob")
    with system("tests", world.ours.instance.pk):
        key = ApiKey.objects.get(name="bob's program").pk
    limits._open[key] = limits.AT_ONCE
    assert bob.get("person/").status_code == 429
    limits._open.clear()
    assert bob.get("person/").status_code == 200


def test_an_unknown_route_is_an_empty_404(program: Any) -> None:
    bob = program("bob")
    for path in ("nothing/", "person/1/nothing/", "Person/", "activity/1", ""):
        answer = bob.get(path)
        assert (answer.status_code, answer.content) == (404, b""), path
    assert bob.call("PATCH", "person/").status_code == 405


def test_an_id_that_is_no_number_is_answered_like_one_that_nothing_has(program: Any) -> None:
    bob = program("bob")
    for path in (
        "person/x/",
        "person/-1",
        f"company/{10**30}/",
        "person/%00/",
        "person/1/relationship/x/",
        "person/None,1/",
    ):
        answer = bob.get(path)
        assert (answer.status_code, answer.json()["type"]) == (404, "EntityNotFoundException"), path


BROKEN = [
    (b"{", "The body is not JSON"),
    (b"[1]", "The body must be an object"),
    (b'"x"', "The body must be an object"),
    (b"\xff\xfe", "The body is not JSON"),
    ({}, "Invalid attributes [lastName]"),
    ({"lastName": {"a": 1}}, "Invalid attributes [lastName]"),
    ({"lastName": ["a"]}, "Invalid attributes [lastName]"),
    ({"lastName": "x" * 1000}, "Invalid attributes [lastName]"),
    ({"lastName": "N", "contactInfo": "x"}, "Attribute [contactInfo] must be an object"),
    ({"lastName": "N", "contactInfo": {"email": "nonsense"}}, "Invalid attributes [contactInfo.email]"),
    ({"lastName": "N", "contactInfo": {"nonsense": 1}}, "Unknown attribute [contactInfo.nonsense]"),
    ({"lastName": "N", "nonsense": 1}, "Unknown attribute [nonsense]"),
    ({"lastName": "N", "birthday": "31.2.2020"}, "Invalid attributes [birthday]"),
    ({"lastName": "N", "category": 99999}, "Invalid attributes [category]"),
    ({"lastName": "N", "category": [1]}, "Invalid attributes [category]"),
    ({"lastName": "N", "owner": 99999}, "Attribute [owner]: person [99999] is no user"),
    ({"lastName": "N", "owner": {"x": 1}}, None),
    ({"lastName": "N", "tags": 5}, "Attribute [tags] must be a list of texts"),
    ({"lastName": "N", "tags": [{"a": 1}]}, "Attribute [tags] must be a list of texts"),
    ({"lastName": "N", "securityLevel": 99999}, "Attribute [securityLevel]: no level [99999]"),
    ({"lastName": "N", "relationship": {"company": 99999}}, "Invalid attributes [primaryRelationship.company]"),
    ({"lastName": "N", "relationship": 5}, "Attribute [relationship] must be an object"),
    ({"lastName": "N", "extIds": "x"}, "Attribute [extIds] must be a list of texts"),
    ({"lastName": "N", "customFields": {"nonsense": 1}}, "Unknown attribute [customFields.nonsense]"),
    ({"lastName": "N", "keyman": "maybe"}, "Invalid attributes [keyman]"),
    ({"lastName": "N\x00"}, "The body holds the character U+0000"),
    ({"lastName": "N", "notice": 5, "gender": "OTHER"}, "Invalid attributes [gender]"),
]


def test_a_body_of_the_wrong_shape_is_refused_whole_and_says_why(program: Any) -> None:
    bob = program("bob")
    before = len(bob.ids("person/"))
    for body, message in BROKEN:
        answer = bob.put("person/", body)
        if message is None:
            assert answer.status_code in (201, 400), body
            before += answer.status_code == 201
            continue
        assert answer.status_code == 400, (body, answer.content)
        assert answer.json()["message"].startswith(message), (body, answer.json())
    assert len(bob.ids("person/")) == before
