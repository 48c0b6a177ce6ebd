"""Security levels through the API: what they hide, who may manage them, and what stays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import World


def told(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"]


@pytest.mark.promise("D3")
def test_a_level_hides_its_records_from_whoever_does_not_belong_to_it(program: Any, world: World) -> None:
    alice, bob, carol = program("alice"), program("bob"), program("carol")
    board = alice.made("securityLevel/", {"name": "Board"})
    assert {"id": board, "name": "Board", "locked": False} in alice.get("securityLevel/").json()["data"]
    eva = alice.made("person/", {"lastName": "Nová", "securityLevel": board})
    assert bob.get(f"person/{eva}/").status_code == 404
    member = world.ours.bob.pk
    assert alice.put(f"userAccount/{member}/securityLevel/{board}").json() == {"success": True}
    assert alice.put(f"userAccount/{member}/securityLevel/{board}").status_code == 200  # again
    assert bob.get(f"person/{eva}/").status_code == 200
    assert alice.delete(f"userAccount/{member}/securityLevel/{board}").status_code == 200
    assert bob.get(f"person/{eva}/").status_code == 404
    both = {"personIds": [bob.person, carol.person]}
    assert alice.post(f"securityLevel/{board}/multiAddUser", both).status_code == 201
    assert [one.get(f"person/{eva}/").status_code for one in (bob, carol)] == [200, 200]
    assert alice.post(f"securityLevel/{board}/multiRemoveUser", {"personIds": [bob.person]}).status_code == 201
    assert [one.get(f"person/{eva}/").status_code for one in (bob, carol)] == [404, 200]


def test_a_level_in_use_stays_and_so_does_everybodys(program: Any) -> None:
    alice = program("alice")
    board = alice.made("securityLevel/", {"name": "Board"})
    eva = alice.made("person/", {"lastName": "Nová", "securityLevel": board})
    shared = next(one["id"] for one in alice.get("securityLevel/").json()["data"] if one["locked"])
    for level in (board, shared):
        assert told(alice.delete(f"securityLevel/{level}/")) == (500, "TranslatedApplicationException")
    assert alice.one(f"person/{eva}/")["securityLevel"]["id"] == board
    spare = alice.made("securityLevel/", {"name": "Spare"})
    assert alice.delete(f"securityLevel/{spare}/").json() == {"success": True}
    assert told(alice.delete(f"securityLevel/{spare}/")) == (404, "EntityNotFoundException")
    assert told(alice.put("securityLevel/", {"name": "Board"})) == (500, "TranslatedApplicationException")


def test_what_makes_no_sense_is_said_and_changes_nothing(program: Any, world: World) -> None:
    alice, bob = program("alice"), program("bob")
    board = alice.made("securityLevel/", {"name": "Board"})
    eva = alice.made("person/", {"lastName": "Nová"})
    for body in ({}, {"name": ""}, {"name": 4}, {"name": "x" * 81}, {"name": "x", "more": 1}):
        assert told(alice.put("securityLevel/", body)) == (400, "BadRequest"), body
    for asked in ([], "x", [eva], ["x"], [bob.person, 999999], None):
        answer = alice.post(f"securityLevel/{board}/multiAddUser", {"personIds": asked})
        assert told(answer) == (400, "BadRequest"), asked
    boss = world.ours.alice.pk
    assert told(alice.put(f"userAccount/{boss}/securityLevel/{board}")) == (500, "IllegalArgumentException")
    both = {"personIds": [bob.person, alice.person]}
    assert told(alice.post(f"securityLevel/{board}/multiAddUser", both)) == (500, "IllegalArgumentException")
    hidden = alice.made("person/", {"lastName": "Tichá", "securityLevel": board})
    assert bob.get(f"person/{hidden}/").status_code == 404


@pytest.mark.promise("L5", "D3")
def test_only_who_manages_members_may_and_only_in_their_own_instance(program: Any, world: World) -> None:
    alice, bob, mallory = program("alice"), program("bob"), program("mallory")
    board = alice.made("securityLevel/", {"name": "Board"})
    member = world.ours.bob.pk
    calls = [
        ("PUT", f"userAccount/{member}/securityLevel/{board}", None), ("DELETE", f"securityLevel/{board}/", None),
        ("POST", f"securityLevel/{board}/multiAddUser", {"personIds": [bob.person]}),
    ]  # fmt: skip
    for method, path, body in calls:
        assert told(bob.call(method, path, body)) == (500, "AccessDeniedException"), path
        assert told(mallory.call(method, path, body)) == (404, "EntityNotFoundException"), path
    assert told(bob.put("securityLevel/", {"name": "Mine"})) == (500, "AccessDeniedException")
    assert "Board" in [one["name"] for one in alice.get("securityLevel/").json()["data"]]
