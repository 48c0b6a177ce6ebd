"""The pages of webhooks: made with a secret shown once, tried, paused and ended, by administrators alone (S1, D9)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from kept.api.webhooks import delivering, trying
from kept.api.webhooks.models import Delivery, Told, Webhook
from kept.api.webhooks.tests.test_webhooks import ALL, URL, machine, point_to, waiting
from kept.crm.nouns.tests.test_list import signed_in, text
from kept.outside.disclosures import Disclosures
from kept.policy import clock
from kept.policy.stores import Subject
from kept.tenancy.jobs import Doors
from kept.tenancy.opening import system
from tests.cast import World

__all__ = ["machine"]
HOME = "/ours/settings/webhooks/"
GIVEN = {"url": URL, "recipient": "Odběr dat s.r.o.", "events": ALL}


def made(client: Client, world: World, **other: Any) -> tuple[str, str]:
    """A webhook of the page: its address here, and its secret."""
    signed_in(client, world.ours, "alice")
    answer = client.post(HOME, {**GIVEN, **other})
    assert answer.status_code == 200
    found = re.search(r'<code id="secret">([\w-]{40,})</code>', answer.content.decode())
    assert found, answer.content.decode()
    with system("tests", world.ours.instance.pk):
        return f"{HOME}{Webhook.objects.latest('pk').pk}/", found[1]


def tried(world: World, client: Client, here: str) -> None:
    answer: Any = client.post(f"{here}try/")
    assert answer.status_code == 302 and "A trial is on its way" in text(client, answer["Location"])
    doors = Doors("webhooks.try", world.ours.instance.pk, world.ours.alice.user_id, trying.run.admits)
    trying.run.work(doors, webhook_id=int(here.split("/")[-2]))
    assert "A trial is on its way" not in text(client, answer["Location"])


@pytest.mark.promise("S1", "D9")
def test_its_secret_is_shown_once_and_the_recipient_is_named(world: World, client: Client) -> None:
    here, secret = made(client, world)
    page = text(client, here)
    assert secret not in page and "Odběr dat s.r.o." in page and URL in page
    assert "Odběr dat s.r.o." in text(client, HOME)
    with system("tests", world.ours.instance.pk):
        row = Webhook.objects.get()
        assert secret not in row.secret and delivering.Line.to(row).secret == secret
    fresh = client.post(f"{here}secret/")
    assert secret not in fresh.content.decode() and "shown this once" in fresh.content.decode()


@pytest.mark.promise("S1")
def test_without_a_recipient_or_with_an_address_inside_none_is_made(world: World, client: Client) -> None:
    signed_in(client, world.ours, "alice")
    wrong = {"recipient": " ", "events": [], "url": "https://127.0.0.1/"}
    for name, value in (*wrong.items(), ("url", "http://example.com/"), ("url", "https://a:b@example.com/")):
        answer = client.post(HOME, {**GIVEN, name: value})
        assert answer.status_code == 422 and b'id="secret"' not in answer.content, (name, value)
    with system("tests", world.ours.instance.pk):
        assert not Webhook.objects.exists()


@pytest.mark.promise("S1", "L5")
def test_what_it_was_told_is_listed_by_number_and_the_log_names_who_runs_it(
    world: World, client: Client, program: Any, machine: Any
) -> None:
    alice = program("alice")
    here, secret = made(client, world)
    point_to(world, machine.url)
    eva = alice.made("person/", {"lastName": "Nezvěstná"})
    assert delivering.deliver() == 1
    assert machine.came[0][0]["X-RAYNETCRM-Token"] == secret
    page = text(client, here)
    assert f'href="/ours/contacts/{eva}/"' in page and "taken (200)" in page and "Nezvěstná" not in page
    subject = Subject(world.ours.instance.pk, keys={"contacts.contact": (eva,)})
    assert Disclosures().recipients(subject) == ["Odběr dat s.r.o. (localhost)"]


def test_a_trial_tells_of_nobody_and_wakes_a_machine_that_failed(
    world: World, client: Client, program: Any, machine: Any
) -> None:
    alice = program("alice")
    here, _secret = made(client, world)
    point_to(world, machine.url)
    machine.status = 503
    alice.made("person/", {"lastName": "Nová"})
    assert delivering.deliver() == 0
    tried(world, client, here)
    assert text(client, here).count("refused (503)") == 2
    with system("tests", world.ours.instance.pk):
        assert Webhook.objects.get().retry_at is not None  # a trial that failed changes nothing
    machine.status = 200
    tried(world, client, here)
    assert b"webhook.trial" in machine.came[-1][1] and b"alice" not in machine.came[-1][1]
    assert "works" in text(client, HOME)
    assert delivering.deliver() == 1


def test_a_paused_machine_hears_later_what_happened_meanwhile(
    world: World, client: Client, program: Any, machine: Any
) -> None:
    alice = program("alice")
    here, _secret = made(client, world)
    point_to(world, machine.url)
    client.post(f"{here}pause/")
    alice.made("person/", {"lastName": "Nová"})
    assert "paused" in text(client, HOME) and delivering.deliver() == 0 and len(waiting(world)) == 1
    client.post(f"{here}pause/")
    assert delivering.deliver() == 1
    client.post(f"{here}pause/")
    alice.made("person/", {"lastName": "Malá"})
    with clock.moved(clock.now() + dt.timedelta(days=8)):
        delivering.deliver()
    assert waiting(world) == []


def test_an_ended_one_hears_no_more(world: World, client: Client, program: Any) -> None:
    alice = program("alice")
    here, _secret = made(client, world)
    alice.made("person/", {"lastName": "Nová"})
    client.post(f"{here}end/")
    assert client.get(here).status_code == 404 and waiting(world) == []
    with system("tests", world.ours.instance.pk):
        assert not (Webhook.objects.exists() or Delivery.objects.exists())
        world.ours.instance.refresh_from_db()
        assert world.ours.instance.settings[delivering.MARK] is False


def test_the_last_fifty_are_shown_for_a_month(world: World, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(delivering, "SHOWN", 2)
    made(client, world)
    with system("tests", world.ours.instance.pk):
        row = Webhook.objects.get()
        for number in range(4):
            delivering.note(row, delivering.Parcel(0, f"{number:032x}", b"", ()))
        assert [line.key.int for line in Told.objects.order_by("pk")] == [2, 3]
        with clock.moved(clock.now() + dt.timedelta(days=31)):
            delivering.tidy()
        assert not Told.objects.exists()


@pytest.mark.promise("D3")
def test_only_an_administrator_of_the_instance_comes_here(world: World, client: Client) -> None:
    here, _secret = made(client, world)
    for cast, who, status in ((world.ours, "bob", 403), (world.ours, "carol", 403), (world.theirs, "mallory", 404)):
        signed_in(client, cast, who)
        there = here.replace("/ours/", f"/{cast.instance.slug}/")
        assert client.get(there).status_code == status
        for act in ("try", "pause", "secret", "end"):
            assert client.post(f"{there}{act}/").status_code == status
    with system("tests", world.ours.instance.pk):
        assert Webhook.objects.get().paused_at is None


def test_who_is_told_when_one_fails_is_said_here(world: World, client: Client) -> None:
    signed_in(client, world.ours, "alice")
    assert client.post(f"{HOME}contacts/", {"emails": "it@ours.example\nnobody"}).status_code == 422
    assert client.post(f"{HOME}contacts/", {"emails": "it@ours.example, IT@ours.example"}).status_code == 302
    assert text(client, HOME).count("it@ours.example") == 1
