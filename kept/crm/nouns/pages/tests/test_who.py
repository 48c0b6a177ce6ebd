"""Who may see a record is changed, and undone like anything else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns.pages.tests.test_record import browser_of, made
from kept.grants.models import LevelMember, SecurityLevel, Share
from tests.cast import World, at_the_door


@pytest.fixture
def alice(world: World) -> Client:
    return browser_of(world, "alice")


def undo(client: Client, answer: Any) -> str:
    """Press Undo in the toast of an answer; what the next page says."""
    toast = client.get(answer["Location"]).content.decode()
    found = re.findall(r"/ours/undo/\d+/", toast)
    assert found, "no way back is offered"
    return client.post(found[-1], follow=True).content.decode()


def board(world: World, *members: str) -> SecurityLevel:
    with at_the_door(world.ours, "alice"):
        level = SecurityLevel.objects.create(instance=world.ours.instance, name="Board")
        for name in members:
            LevelMember.objects.create(instance=world.ours.instance, level=level, membership=world.ours.members[name])
    return level


def level_of(world: World, pk: int) -> int:
    with at_the_door(world.ours, "alice"):
        return int(Contact.objects.get(pk=pk).security_level_id)


@pytest.mark.promise("D3")
def test_a_move_to_another_level_is_undone_and_hides_and_shows_at_once(world: World, alice: Client) -> None:
    pk, level = made(world, CONTACTS, "alice", last_name="Dvořáková"), board(world)
    bob = browser_of(world, "bob")
    with at_the_door(world.ours, "alice"):
        Contact.objects.filter(pk=pk).update(owner=None)
    answer = alice.post(f"/ours/contacts/{pk}/who/", {"owner": "", "level": level.pk})
    assert (level_of(world, pk), bob.get(f"/ours/contacts/{pk}/").status_code) == (level.pk, 404)
    assert "Undone." in undo(alice, answer)
    assert (level_of(world, pk), bob.get(f"/ours/contacts/{pk}/").status_code) == (world.ours.level.pk, 200)


def test_a_hand_over_and_a_move_are_one_act(world: World, alice: Client) -> None:
    pk, level = made(world, CONTACTS, "alice", last_name="Dvořáková"), board(world)
    bob = world.ours.bob.pk
    answer = alice.post(f"/ours/contacts/{pk}/who/", {"owner": bob, "level": level.pk})
    undo(alice, answer)
    with at_the_door(world.ours, "alice"):
        person = Contact.objects.get(pk=pk)
        assert (person.owner_id, person.security_level_id) == (world.ours.alice.pk, world.ours.level.pk)


def test_a_move_that_somebody_followed_by_another_stays(world: World, alice: Client) -> None:
    pk, level = made(world, CONTACTS, "alice", last_name="Dvořáková"), board(world)
    answer = alice.post(f"/ours/contacts/{pk}/who/", {"owner": world.ours.alice.pk, "level": level.pk})
    with at_the_door(world.ours, "alice"):
        other = SecurityLevel.objects.create(instance=world.ours.instance, name="Others")
        Contact.objects.filter(pk=pk).update(security_level=other)
    undo(alice, answer)
    assert level_of(world, pk) == other.pk


@pytest.mark.promise("D3")
def test_a_move_is_not_undone_by_who_lost_sight_of_the_record(world: World) -> None:
    level = board(world, "bob")
    pk = made(world, CONTACTS, "alice", last_name="Dvořáková")
    bob = browser_of(world, "bob")
    answer = bob.post(f"/ours/contacts/{pk}/who/", {"owner": world.ours.alice.pk, "level": level.pk})
    found = re.search(r"/ours/undo/\d+/", bob.get(answer["Location"]).content.decode())
    assert found
    with at_the_door(world.ours, "alice"):
        LevelMember.objects.filter(level=level).delete()
    assert "does not reach this" in bob.post(found[0], follow=True).content.decode()
    assert level_of(world, pk) == level.pk


def test_a_share_and_its_end_are_undone_with_the_right_that_it_gave(world: World, alice: Client) -> None:
    pk = made(world, CONTACTS, "alice", last_name="Dvořáková")
    url, bob = f"/ours/contacts/{pk}/who/share/", f"m{world.ours.bob.pk}"

    def shares() -> list[bool]:
        with at_the_door(world.ours, "alice"):
            return list(Share.objects.values_list("may_edit", flat=True))

    undo(alice, alice.post(url, {"with_whom": bob}))
    assert shares() == []
    alice.post(url, {"with_whom": bob, "may_edit": "on"})
    undo(alice, alice.post(url, {"with_whom": bob}))
    assert shares() == [True]
    with at_the_door(world.ours, "alice"):
        share = Share.objects.get().pk
    ended = alice.post(f"{url}{share}/remove/")
    assert shares() == []
    undo(alice, ended)
    assert shares() == [True]


@pytest.mark.promise("D3")
def test_a_share_with_who_has_left_does_not_come_back(world: World, alice: Client) -> None:
    pk = made(world, CONTACTS, "alice", last_name="Dvořáková")
    alice.post(f"/ours/contacts/{pk}/who/share/", {"with_whom": f"m{world.ours.bob.pk}"})
    with at_the_door(world.ours, "alice"):
        share = Share.objects.get().pk
    ended = alice.post(f"/ours/contacts/{pk}/who/share/{share}/remove/")
    with at_the_door(world.ours, "alice"):
        world.ours.bob.left_at = world.ours.instance.created_at
        world.ours.bob.save(update_fields=["left_at"])
    undo(alice, ended)
    with at_the_door(world.ours, "alice"):
        assert not Share.objects.exists()
