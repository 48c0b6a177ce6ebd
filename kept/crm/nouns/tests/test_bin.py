"""The bin, its emptying, and the palette."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns.tests.test_bulk import ids, last_operation
from kept.crm.nouns.tests.test_list import people, signed_in, text
from kept.crm.records.models import Change
from tests.cast import World, at_the_door

__all__ = ["people"]


def delete_all(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob").post(
        "/ours/contacts/bulk/", {"act": "delete", "ids": ids(people), "query": ""}
    )


def test_what_was_deleted_waits_in_the_bin_and_comes_back(people: World, client: Client) -> None:
    delete_all(people, client)
    page = text(client, "/ours/bin/")
    assert "Jan Čermák" in page and "Bob Ours" in page
    pk = ids(people)[0]
    assert client.post(f"/ours/contacts/{pk}/restore/").status_code == 302
    assert "Jan Čermák" in text(client, "/ours/contacts/")
    assert "Jan" not in text(signed_in(client, people.ours, "carol"), "/ours/bin/")
    assert "Tereza" not in text(signed_in(client, people.theirs, "mallory"), "/theirs/bin/")
    assert client.post(f"/theirs/contacts/{ids(people)[1]}/restore/").status_code == 404


def test_after_thirty_days_nothing_is_left_of_it(people: World, client: Client) -> None:
    delete_all(people, client)
    call_command("empty_bin")
    assert len(ids(people)) == 3
    with at_the_door(people.ours, "alice"):
        CONTACTS.model.objects.filter(last_name="Čermák").update(deleted_at=timezone.now() - dt.timedelta(days=31))
    call_command("empty_bin")
    assert len(ids(people)) == 2
    with at_the_door(people.ours, "alice"):
        assert not [line for line in Change.objects.filter(kind="contact") if "Čermák" in str(line.values)]
    client.post(f"/ours/undo/{last_operation(people).pk}/")
    assert "2 of 2" in text(client, "/ours/contacts/")


def found(client: Client, words: str) -> dict[str, list[str]]:
    """Labels by group that the palette offers."""
    answer: Any = client.get("/ours/palette/", {"q": words}).json()
    return {group["title"]: [item["label"] for item in group["items"]] for group in answer["groups"]}


def test_the_palette_finds_people_companies_and_acts(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    assert found(client, "dvor")["Contacts"] == ["Tereza Dvořáková"]
    assert found(client, "olsan")["Companies"] == ["Olšanská papírna"]
    assert found(client, "new con")["Do"] == ["New contact"]
    assert "Contacts" not in found(client, "nobody at all")
    assert "New contact" not in found(signed_in(client, people.ours, "carol"), "").get("Do", [])
    assert "Contacts" not in found(signed_in(client, people.ours, "dan"), "dvor")
    assert signed_in(client, people.theirs, "mallory").get("/ours/palette/?q=dvor").status_code == 404
