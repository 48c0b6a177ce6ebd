"""A tag renamed or taken off on very many records is done by the worker, and undone as a whole (U-5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kept.crm.acts.models import LongAct
from kept.crm.acts.tests.test_acts import begun, two_are_many, worked
from kept.crm.contacts.models import Contact
from kept.crm.fields import pages_tags
from kept.crm.nouns.tests.test_list import people, signed_in, text
from kept.crm.records.shared import Tag
from tests.cast import World, at_the_door

__all__ = ["people", "two_are_many"]


@pytest.fixture(autouse=True)
def two_are_many_tags(monkeypatch: Any) -> None:
    monkeypatch.setattr(pages_tags, "LONG", 2)


def tagged(world: World, number: int) -> int:
    """So many of the people carry the tag; returns its number."""
    with at_the_door(world.ours, "alice"):
        some = list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:number])
        Contact.objects.filter(pk__in=some).update(tags=["fair", "vip"])
        tag = Tag.fresh(kind="contact", name="fair")
        tag.save()
        return int(tag.pk)


def tags(world: World) -> list[list[str]]:
    with at_the_door(world.ours, "alice"):
        return [sorted(one) for one in Contact.objects.order_by("pk").values_list("tags", flat=True)]


def test_a_tag_on_very_many_gets_its_new_name_by_the_worker_and_the_old_one_back(people: World, client: Client) -> None:
    number = tagged(people, 3)
    signed_in(client, people.ours, "alice")
    here = begun(client, {"name": "expo"}, f"/ours/settings/tags/{number}/")
    assert "Tagging" in text(client, here) and tags(people) == [["fair", "vip"]] * 3
    act = worked(people, "alice")
    assert (act.state, act.changed) == (LongAct.DONE, 3) and tags(people) == [["expo", "vip"]] * 3
    begun(client, {}, f"/ours/undo/{act.operation_id}/")
    worked(people, "alice")
    assert tags(people) == [["fair", "vip"]] * 3


def test_a_tag_is_taken_off_very_many_by_the_worker(people: World, client: Client) -> None:
    number = tagged(people, 3)
    signed_in(client, people.ours, "alice")
    begun(client, {}, f"/ours/settings/tags/{number}/remove/")
    assert worked(people, "alice").changed == 3 and tags(people) == [["vip"]] * 3
    assert client.get(f"/ours/settings/tags/{number}/").status_code == 404


def test_a_few_are_done_at_once(people: World, client: Client) -> None:
    number = tagged(people, 2)
    signed_in(client, people.ours, "alice")
    answer: Any = client.post(f"/ours/settings/tags/{number}/", {"name": "expo"})
    assert answer["Location"] == "/ours/settings/tags/?kind=contact"
    assert sorted(tags(people)) == [["expo", "vip"], ["expo", "vip"], ["key"]]
    with at_the_door(people.ours, "alice"):
        assert not LongAct.objects.exists()
