"""The privacy pages tell the truth about the instance, to those who may know it."""

from __future__ import annotations

import pytest
from django.test import Client

from kept.crm.contacts.models import Contact
from kept.tenancy.opening import system
from tests.cast import World, at_the_door
from tests.hands import sign_in


@pytest.fixture
def contact(world: World) -> Contact:
    with at_the_door(world.ours, "bob", door="GET contacts:record") as access:
        made = Contact.fresh(last_name="Dvořáková", security_level=world.ours.level, created_by_id=access.member_id)
        made.save()
        Contact.objects.get(pk=made.pk)
    return made


@pytest.mark.promise("D5")
def test_the_log_says_who_looked_at_what(world: World, client: Client, contact: Contact) -> None:
    sign_in(client, "alice@ours.example")
    told = client.get("/ours/privacy/log/").content.decode()
    assert "Bob Ours" in told
    assert "contacts:record" in told
    one = client.get(f"/ours/privacy/log/?kind=contacts.contact&record={contact.pk}").content.decode()
    assert "Bob Ours" in one
    assert "No entries" in client.get("/ours/privacy/log/?act=exported").content.decode()


@pytest.mark.parametrize(
    "query",
    ["member=x", "from=31.2.2026", "till=2026-02-31", "record=9999999999999999999&kind=a.b", "before=-1", "act=%00"],
)
def test_a_bad_question_is_no_error(world: World, client: Client, query: str) -> None:
    sign_in(client, "alice@ours.example")
    assert client.get(f"/ours/privacy/log/?{query}").status_code == 200


def test_the_log_is_for_those_who_may(world: World, client: Client) -> None:
    sign_in(client, "dan@ours.example")
    assert client.get("/ours/privacy/log/").status_code == 403
    overview = client.get("/ours/privacy/")
    assert overview.status_code == 200
    assert "privacy/log/" not in overview.content.decode()


@pytest.mark.promise("L5")
def test_the_overview_counts_people_and_shows_live_figures(world: World, client: Client, contact: Contact) -> None:
    sign_in(client, "bob@ours.example")
    told = client.get("/ours/privacy/").content.decode()
    assert "No reason to keep" in told
    assert "fenced by the database" in told
    with system("tests", world.ours.instance.pk):
        assert Contact.objects.count() == 1
