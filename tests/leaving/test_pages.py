"""The pages of leaving and of coming back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kept.audit.models import Entry
from kept.privacy.leaving import jobs
from kept.privacy.leaving.models import Arrival, State, Takeout
from kept.tenancy.jobs import Job
from kept.tenancy.opening import system
from tests.cast import Cast, World
from tests.hands import second_step, signed_in_at
from tests.making import browser_of
from tests.marked import furnish

BASE = "/ours/settings/leaving/"


@pytest.fixture(autouse=True)
def jobs_run_at_once(monkeypatch: Any) -> None:
    monkeypatch.setattr(Job, "later", lambda self, access, **ids: self.now(access, **ids))


def taken(client: Client, base: str = BASE) -> tuple[bytes, str]:
    """An archive by hand: asked for, its password shown, fetched."""
    place = client.post(f"{base}take/").headers["Location"]
    password = client.post(f"{place}password/").context["password"]
    return client.get(f"{place}file/").getvalue(), password


@pytest.mark.promise("R5", "D5")
def test_an_administrator_takes_everything_and_the_log_says_so(world: World) -> None:
    furnish(world.ours)
    client = browser_of(world, "alice")
    content, password = taken(client)
    assert content.startswith(b"PK") and len(password) > 20
    with system("tests", world.ours.instance.pk):
        one = Takeout.objects.get()
        assert (one.state, one.fetches) == (State.DONE, 1)
        assert Entry.objects.filter(act=Entry.EXPORTED, kind="leaving.takeout", ids=[one.pk]).exists()
        assert Entry.objects.filter(act="read", kind="contacts.contact", door="job leaving.take_out").exists()
    again = client.post(f"{BASE}archive/{one.number}/password/")
    assert again.context["password"] == ""


@pytest.mark.promise("R5", "D3")
@pytest.mark.parametrize("who", ["bob", "carol", "dan"])
def test_only_an_administrator_may(world: World, who: str) -> None:
    client = browser_of(world, who)
    assert client.post(f"{BASE}take/").status_code == 403
    assert client.get(BASE).status_code == 403
    assert browser_of(world, "alice").get(BASE).status_code == 200


@pytest.mark.promise("D9")
def test_it_asks_for_the_second_step_of_who_has_one(world: World) -> None:
    client = browser_of(world, "alice")
    second_step(client)
    assert client.get(BASE).status_code == 200
    signed_in_at(client, 0)
    assert "/2fa/" in client.post(f"{BASE}take/").headers["Location"] or client.get(BASE).status_code == 302
    with system("tests", world.ours.instance.pk):
        assert not Takeout.objects.exists()


def new_home(world: World) -> Cast:
    from tests.leaving.test_coming_back import new_home as founded

    return founded(world, "fresh")


@pytest.mark.promise("R5")
def test_an_archive_is_sent_in_parts_and_goes_on_after_a_broken_line(world: World) -> None:
    furnish(world.ours)
    client = browser_of(world, "alice")
    content, password = taken(client)
    base = reverse("leaving:overview", kwargs={"instance": new_home(world).instance.slug})
    begun = client.post(f"{base}bring/begin/", {"size": len(content)}).json()

    def send(at: int, part: bytes) -> int:
        answer = client.post(f"{begun['part']}?at={at}", part, content_type="application/octet-stream")
        return int(answer.json()["have"])

    assert send(0, content[:1000]) == 1000
    assert send(0, content[:1000]) == 1000  # sent twice, kept once
    again = client.post(f"{base}bring/begin/", {"size": len(content)}).json()
    assert (again["part"], again["have"]) == (begun["part"], 1000)
    assert send(1000, content[1000:]) == len(content)
    wrong = client.post(f"{begun['page']}go/", {"password": "not it"})
    assert wrong.status_code == 422 and "does not open" in wrong.content.decode()
    client.post(f"{begun['page']}go/", {"password": password})
    shown = client.get(begun["page"])
    assert "All of it is here" in shown.content.decode()


@pytest.mark.promise("R5")
def test_it_comes_in_without_script_too_and_a_full_instance_says_why_not(world: World) -> None:
    furnish(world.ours)
    client = browser_of(world, "alice")
    content, password = taken(client)
    home = new_home(world)
    base = reverse("leaving:overview", kwargs={"instance": home.instance.slug})
    sent = client.post(f"{base}bring/", {"file": SimpleUploadedFile("a.zip", content)})
    client.post(f"{sent.headers['Location']}go/", {"password": password})
    with system("tests", home.instance.pk):
        assert Arrival.objects.get().state == State.DONE
    assert "not empty" in client.get(f"{BASE}bring/").content.decode()
    sent = client.post(f"{BASE}bring/", {"file": SimpleUploadedFile("a.zip", content)})
    client.post(f"{sent.headers['Location']}go/", {"password": password})
    assert "not empty" in client.get(sent.headers["Location"]).content.decode()


@pytest.mark.promise("R5", "U1")
def test_members_come_in_when_they_accept_and_are_themselves_again(world: World, letters: Any) -> None:
    from kept.identity.models import Membership

    furnish(world.ours)
    client = browser_of(world, "alice")
    content, password = taken(client)
    home = new_home(world)
    base = reverse("leaving:overview", kwargs={"instance": home.instance.slug})
    sent = client.post(f"{base}bring/", {"file": SimpleUploadedFile("a.zip", content)})
    client.post(f"{sent.headers['Location']}go/", {"password": password})
    bob = browser_of(world, "bob")
    assert bob.get(f"/{home.instance.slug}/").status_code == 404
    assert "bob@ours.example" in client.get(f"{base}bring/members/").content.decode()
    client.post(f"{base}bring/members/invite/", {"member": world.ours.bob.pk})
    letter = letters()[0]
    link = next(word for word in letter.text.split() if "/join/" in word)
    bob.post(link.partition("testserver")[2] or link)
    assert bob.get(f"/{home.instance.slug}/").status_code == 200
    with system("tests", home.instance.pk):
        member = Membership.objects.get(user=world.ours.bob.user)
        assert (member.pk, member.left_at, member.role) == (world.ours.bob.pk, None, world.ours.bob.role)
        assert not Membership.objects.filter(user=world.ours.carol.user).exists()


@pytest.mark.promise("L5")
def test_nobody_of_another_instance_gets_at_an_archive(world: World) -> None:
    client = browser_of(world, "alice")
    place = client.post(f"{BASE}take/").headers["Location"]
    mallory = browser_of(world, "mallory")
    assert mallory.get(f"{place}file/").status_code == 404
    assert mallory.get(place.replace("/ours/", "/theirs/") + "file/").status_code == 404


@pytest.mark.promise("R5")
def test_an_archive_is_gone_when_its_time_is_over(world: World) -> None:
    from datetime import timedelta

    from kept.policy import clock

    client = browser_of(world, "alice")
    client.post(f"{BASE}take/")
    with system("tests", world.ours.instance.pk):
        place = Takeout.objects.get().place
    assert place.exists() and jobs.drop_old(0) == 0
    with clock.moved(clock.now() + timedelta(days=8)):
        assert jobs.drop_old(0) == 1
    assert not place.exists()
