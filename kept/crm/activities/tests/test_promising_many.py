"""The same promise about many records at once: each has its own, and all of them go back together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kept.crm.activities import promising_many
from kept.crm.activities.models import Task
from kept.crm.contacts.models import Contact
from kept.crm.nouns.tests.test_bulk import ids, last_operation
from kept.crm.nouns.tests.test_list import people, signed_in, text
from kept.grants.models import SecurityLevel
from kept.privacy.erasure import finding, restricting
from tests.cast import World, at_the_door

__all__ = ["people"]

WHAT = {"act": "task", "query": "", "title": "Ring before the fair", "deadline": "2026-11-26T09:30",
        "priority": "DEFAULT", "description": "", "sure": "1"}  # fmt: skip
URL = "/ours/contacts/bulk/"


def kept(world: World) -> list[Task]:
    with at_the_door(world.ours, "alice"):
        return list(Task.objects.kept().order_by("contact_id"))


def test_each_selected_record_gets_its_own_and_undo_takes_them_all(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    chosen = ids(people)[:2]
    assert "Promise something" in text(client, "/ours/contacts/")
    asked: Any = client.post(URL, {"act": "task", "ids": chosen, "query": ""})
    assert "Make 2 promises" in asked.content.decode() and not kept(people)
    mine = {**WHAT, "ids": chosen, "resolver": people.ours.bob.pk}
    said = client.post(URL, mine, follow=True).content.decode()
    assert "2 promises made." in said
    assert [(one.contact_id, one.resolver_id, one.owner_id) for one in kept(people)] == [
        (pk, people.ours.bob.pk, people.ours.bob.pk) for pk in sorted(chosen)
    ]
    assert "Ring before the fair" in text(client, f"/ours/contacts/{chosen[0]}/")
    client.post(f"/ours/undo/{last_operation(people).pk}/")
    assert kept(people) == []
    client.post(f"/ours/undo/{last_operation(people).pk}/")
    assert len(kept(people)) == 2


def test_all_that_the_list_holds_are_promised_and_companies_too(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    client.post(URL, {**WHAT, "all": "1", "query": "f=email:empty:"})
    assert len(kept(people)) == 2
    client.post("/ours/companies/bulk/", {**WHAT, "all": "1"})
    assert any(one.company_id for one in kept(people))


@pytest.mark.parametrize("wrong", [{"title": ""}, {"deadline": "soon"}, {"resolver": "999999"}, {"priority": "x"}])
def test_what_is_wrong_is_said_and_nothing_is_promised(people: World, client: Client, wrong: dict[str, str]) -> None:
    signed_in(client, people.ours, "bob")
    answer: Any = client.post(URL, {**WHAT, "ids": ids(people), **wrong})
    assert answer.status_code == 200 and "error" in answer.content.decode() and not kept(people)


def test_too_many_at_once_are_refused(people: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(promising_many, "MOST", 2)
    signed_in(client, people.ours, "bob")
    answer: Any = client.post(URL, {**WHAT, "ids": ids(people)})
    assert "At most 2 promises" in answer.content.decode() and not kept(people)


@pytest.mark.promise("D3")
def test_nobody_promises_about_what_they_cannot_see(people: World, client: Client) -> None:
    chosen = ids(people)
    with at_the_door(people.ours, "alice"):
        board = SecurityLevel.objects.create(instance=people.ours.instance, name="Board")
        Contact.objects.filter(pk=chosen[0]).update(security_level=board, owner=None)
    signed_in(client, people.ours, "bob").post(URL, {**WHAT, "ids": chosen})
    assert [one.contact_id for one in kept(people)] == sorted(chosen[1:])
    assert signed_in(client, people.ours, "carol").post(URL, {**WHAT, "ids": chosen}).status_code == 403
    signed_in(client, people.theirs, "mallory").post("/theirs/contacts/bulk/", {**WHAT, "ids": chosen})
    assert client.post(f"/theirs/undo/{last_operation(people).pk}/").status_code == 404
    assert len(kept(people)) == 2


@pytest.mark.promise("D3")
def test_a_promise_stands_under_the_level_of_its_record(people: World, client: Client) -> None:
    chosen = ids(people)
    with at_the_door(people.ours, "alice"):
        board = SecurityLevel.objects.create(instance=people.ours.instance, name="Board")
        Contact.objects.filter(pk=chosen[0]).update(security_level=board)
    signed_in(client, people.ours, "alice").post(URL, {**WHAT, "ids": chosen})
    assert {one.contact_id: one.security_level_id for one in kept(people)}[chosen[0]] == board.pk


@pytest.mark.promise("R4")
def test_nothing_is_promised_about_who_is_restricted(
    people: World, client: Client, tmp_path: Path, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path
    chosen = ids(people)
    somebody = finding.subject_of(instance_id=people.ours.instance.pk, keys={"contacts.contact": [chosen[0]]})
    assert restricting.restrict(somebody, True, reason="asked")
    for name in ("alice", "bob"):  # also for the administrator, to whom restricted records are shown
        signed_in(client, people.ours, name).post(URL, {**WHAT, "ids": chosen})
    assert sorted(one.contact_id or 0 for one in kept(people)) == sorted(chosen[1:] * 2)
