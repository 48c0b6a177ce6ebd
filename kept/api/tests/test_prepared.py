"""A query that is prepared once answers each caller by their own rights, and leaves its entry."""

from __future__ import annotations

from typing import Any

import pytest

from kept.api.vocabulary import MEMBERS
from kept.audit.access import NoAccess
from kept.audit.models import Entry
from kept.grants.models import LevelMember, SecurityLevel
from kept.tenancy.opening import system
from tests.cast import World


@pytest.mark.promise("D3")
def test_the_same_page_shows_each_caller_what_their_levels_allow(program: Any, world: World) -> None:
    alice, bob, mallory = program("alice"), program("bob"), program("mallory")
    with system("tests", world.ours.instance.pk):
        board = SecurityLevel.fresh(name="Board")
        board.save()
    secret = alice.made("person/", {"lastName": "Secret", "securityLevel": board.pk})
    for _ in range(7):  # often enough that the database keeps its plan
        assert secret in alice.ids("person/", sortColumn="lastName")
        assert alice.get(f"person/{secret}/").status_code == 200
        assert alice.ids("person/", fulltext="secret") == [secret]
        for stranger in (bob, mallory):
            assert secret not in stranger.ids("person/", sortColumn="lastName")
            assert stranger.get(f"person/{secret}/").status_code == 404
            assert stranger.post(f"person/{secret}/", {"lastName": "X"}).status_code == 404
            found = stranger.get("person/", fulltext="secret").json()
            assert (found["totalCount"], found["data"]) == (0, [])
    with system("tests", world.ours.instance.pk):
        LevelMember.objects.create(instance=world.ours.instance, level=board, membership=world.ours.bob)
    assert bob.ids("person/", fulltext="secret") == [secret]
    assert mallory.ids("person/", fulltext="secret") == []


@pytest.mark.promise("D5")
def test_it_notes_what_it_read_and_refuses_without_a_door(world: World) -> None:
    with system("prepared", world.ours.instance.pk):
        rows = MEMBERS.rows([world.ours.bob.pk, world.theirs.mallory.pk])
        assert [row[1] for row in rows] == ["bob@ours.example"]
    with system("tests", world.ours.instance.pk):
        entry = Entry.objects.get(door="prepared", kind="identity.membership")
        assert entry.ids == [world.ours.bob.pk]
    with pytest.raises(NoAccess):
        MEMBERS.rows([world.ours.bob.pk])
