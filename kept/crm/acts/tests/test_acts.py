"""Acts on very many records: begun on a page, done by the worker, watched, left, stopped, undone (U-5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kept.crm.acts import doing, jobs, starting, taking_back
from kept.crm.acts.models import LongAct
from kept.crm.contacts.models import Contact
from kept.crm.nouns.pages import list_bulk
from kept.crm.nouns.tests.test_bulk import last_operation
from kept.crm.nouns.tests.test_list import people, signed_in, text
from kept.crm.records.history import Change
from kept.identity.membership import Role
from kept.tenancy.jobs import Doors
from tests.cast import World, at_the_door

__all__ = ["people"]
EDIT = {"act": "edit", "all": "1", "query": "", "field": "phone", "phone": "+420 777 000 111", "sure": "1"}


@pytest.fixture(autouse=True)
def two_are_many(monkeypatch: Any) -> None:
    """What takes thousands takes two here, one at a time."""
    monkeypatch.setattr(list_bulk, "LONG", 2)
    monkeypatch.setattr(starting, "LONG", 2)
    monkeypatch.setattr(doing, "AT_ONCE", 1)
    monkeypatch.setattr(taking_back, "AT_ONCE", 1)


def begun(client: Client, asked: dict[str, Any], where: str = "/ours/contacts/bulk/") -> str:
    answer: Any = client.post(where, asked)
    assert answer.status_code == 302 and answer["Location"].startswith("/ours/acts/"), answer.content.decode()[:500]
    return str(answer["Location"])


def worked(world: World, who: str = "bob", *, pieces: int | None = None) -> LongAct:
    """What the worker does with the newest act; `pieces` of it only."""
    with at_the_door(world.ours, "alice"):
        act = LongAct.objects.latest("pk")
    doors = Doors("acts.run", world.ours.instance.pk, getattr(world.ours, who).user_id, jobs.run.admits)
    if pieces is None:
        jobs.run.work(doors, act_id=act.pk)
    for _ in range(pieces or 0):
        assert jobs._piece(doors, act.pk)
    with at_the_door(world.ours, "alice"):
        act.refresh_from_db()
        return act


def phones(world: World) -> list[str]:
    with at_the_door(world.ours, "alice"):
        return [str(phone) for phone in Contact.objects.order_by("sort_key").values_list("phone", flat=True)]


def test_a_field_of_very_many_is_changed_by_the_worker_and_undone_by_it(people: World, client: Client) -> None:
    before = phones(people)
    signed_in(client, people.ours, "bob")
    here = begun(client, EDIT)
    page = text(client, here)
    assert "Editing a field" in page and "0 of 3" in page and phones(people) == before
    assert worked(people, pieces=1).done == 1
    assert "1 of 3" in text(client, here)
    act = worked(people)
    assert (act.state, act.done, act.changed) == (LongAct.DONE, 3, 3) and act.ids == [] and act.plan == {}
    assert phones(people) == ["+420 777 000 111"] * 3
    assert last_operation(people).records == 3
    page = text(client, here)
    assert "3 records changed." in page
    back = begun(client, {}, f"/ours/undo/{act.operation_id}/")
    assert (worked(people).changed, phones(people)) == (3, before)
    assert "3 records are as they were." in text(client, back)
    assert "Contacts, undone" in text(client, here)
    with at_the_door(people.ours, "alice"):
        act.operation.refresh_from_db()
        assert act.operation.undone_by_id == people.ours.bob.pk


def test_what_was_stopped_keeps_what_it_did_and_is_undone_as_a_whole(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    here = begun(client, {"act": "delete", "all": "1", "query": "", "sure": "1"})
    worked(people, pieces=2)
    assert client.post(f"{here}stop/").status_code == 302
    act = worked(people)
    assert (act.state, act.done, act.changed) == (LongAct.STOPPED, 2, 2)
    assert "It was stopped after 2 of 3." in text(client, here)
    client.post(f"/ours/undo/{act.operation_id}/")
    assert "3 of 3" in text(client, "/ours/contacts/")


def test_tags_are_put_on_very_many_and_everything_that_was_made_is_undone(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    begun(client, {"act": "tag", "all": "1", "query": "", "add": "fair", "remove": "", "sure": "1"})
    assert worked(people).changed == 3
    assert text(client, "/ours/contacts/?cols=tags").count("fair") >= 3
    act = last_operation(people)
    with at_the_door(people.ours, "bob"):  # as an import leaves them: made in the operation, with no line of their own
        Contact.objects.update(made_in=act)
        Change.objects.filter(operation=act).delete()
    begun(client, {}, f"/ours/undo/{act.pk}/")
    assert worked(people).changed == 3
    assert "No contacts yet" in text(client, "/ours/contacts/")


def test_the_same_is_not_undone_twice_at_a_time(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    begun(client, EDIT)
    act = worked(people)
    begun(client, {}, f"/ours/undo/{act.operation_id}/")
    assert b"being undone already" in client.post(f"/ours/undo/{act.operation_id}/", follow=True).content
    worked(people)
    assert b"undone already" in client.post(f"/ours/undo/{act.operation_id}/", follow=True).content


@pytest.mark.promise("D3")
def test_who_lost_the_right_meanwhile_changes_nothing_more(people: World, client: Client) -> None:
    before = phones(people)
    signed_in(client, people.ours, "bob")
    begun(client, EDIT)
    with at_the_door(people.ours, "alice"):
        people.ours.bob.role = Role.READONLY
        people.ours.bob.save()
    act = worked(people)
    assert (act.state, act.changed) == (LongAct.FAILED, 0) and "may not do it any more" in act.said
    assert phones(people) == before


@pytest.mark.promise("D3", "L5")
def test_an_act_is_shown_to_who_began_it_and_to_administrators_alone(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    here = begun(client, EDIT)
    assert "Editing a field" in text(client, "/ours/acts/")
    assert signed_in(client, people.ours, "alice").get(here).status_code == 200
    for cast, who in ((people.ours, "carol"), (people.theirs, "mallory")):
        signed_in(client, cast, who)
        there = here.replace("/ours/", f"/{cast.instance.slug}/")
        assert client.get(there).status_code == 404 and client.post(f"{there}stop/").status_code == 404
    assert worked(people).state == LongAct.DONE
