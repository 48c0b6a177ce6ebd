"""The instance's own facts, for its administrator alone."""

from __future__ import annotations

import pytest
from django.test import Client

from kept.tenancy.models import Instance
from tests.cast import World
from tests.hands import second_step, sign_in

GOOD = {"name": "Ours & sons", "language": "cs", "country": "CZ", "currency": "EUR", "time_zone": "Europe/Prague"}


def test_the_administrator_renames_the_instance_and_a_seller_may_not(world: World, client: Client) -> None:
    sign_in(client, "bob@ours.example")
    assert client.post("/ours/settings/instance/", GOOD).status_code == 403
    client.post("/sign-out/")
    sign_in(client, "alice@ours.example")
    assert client.post("/ours/settings/instance/", GOOD).status_code == 302
    kept = Instance.objects.get(slug="ours")
    assert (kept.name, kept.currency) == ("Ours & sons", "EUR")


def test_what_was_typed_stays_when_it_is_wrong(world: World, client: Client) -> None:
    sign_in(client, "alice@ours.example")
    answer = client.post("/ours/settings/instance/", GOOD | {"currency": "euros", "time_zone": "Moon/Base"})
    told = answer.content.decode()
    assert answer.status_code == 200
    assert "euros" in told
    assert "three letters" in told
    assert Instance.objects.get(slug="ours").name == "Ours"


@pytest.mark.promise("D7")
def test_an_instance_asks_a_second_step_of_everybody(world: World, client: Client) -> None:
    sign_in(client, "alice@ours.example")
    refused = client.post("/ours/settings/instance/", GOOD | {"second_step": "on"})
    assert "yourself first" in refused.content.decode()
    second_step(client)
    assert client.post("/ours/settings/instance/", GOOD | {"second_step": "on"}).status_code == 302
    assert client.get("/ours/contacts/").status_code == 200
    bob = Client()
    sign_in(bob, "bob@ours.example")
    assert bob.get("/ours/contacts/")["Location"] == "/profile/security/"
    assert bob.get("/profile/security/").status_code == 200
    second_step(bob, seconds_ago=3600)
    assert bob.get("/ours/contacts/").status_code == 200
    client.post("/ours/settings/instance/", GOOD)
    assert Instance.objects.get(slug="ours").asks_second_step is False
