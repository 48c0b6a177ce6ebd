"""The doors of an end: who may ask, what a closed instance still lets in, what its certificate tells whom."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from kept.grants.staff import StaffRole
from kept.identity.keys import ApiKey
from kept.policy import clock
from kept.privacy.ending import asking, walking
from kept.privacy.ending.evidence import ends_in_time, nothing_left
from kept.privacy.ending.models import EndCertificate, Ending, State
from kept.tenancy.opening import system
from tests.cast import World
from tests.ending.lives import at, has
from tests.hands import second_step
from tests.making import browser_of
from tests.marked import furnish
from tests.staff import hire

HOME = "/ours/settings/instance/end/"


@pytest.fixture(autouse=True)
def own_folder(letters: Any, tmp_path: Path) -> Path:
    return tmp_path


def proven(world: World, who: str = "alice") -> Client:
    """Somebody of ours, signed in by the second step just now."""
    client = browser_of(world, who)
    second_step(client)
    return client


def close(world: World, keep_days: int = 30) -> Ending:
    with system("tests"):
        ending = asking.ask(world.ours.instance, by=world.ours.alice.user_id, keep_days=keep_days)
        asking.close(ending)
    return ending


@pytest.mark.promise("L1")
def test_an_administrator_ends_it_by_its_name_and_a_second_step_and_takes_it_back(world: World) -> None:
    weak = browser_of(world, "alice")
    assert weak.get(f"{HOME}ask/").status_code == 302 and weak.get(HOME).status_code == 200
    client = proven(world)
    assert b"Up to 90 days" in client.get(HOME).content
    wrong = client.post(f"{HOME}ask/", {"name": "Theirs", "keep_days": 30})
    assert b"That is not the name of this instance." in wrong.content and not Ending.objects.exists()
    done = client.post(f"{HOME}ask/", {"name": "ours ", "keep_days": 30})
    assert done["Location"] == HOME
    with system("tests"):
        ending = Ending.objects.get()
        assert (ending.state, ending.keep_days, ending.asked_by_id) == (State.ASKED, 30, world.ours.alice.user_id)
        assert ProcrastinateJob.objects.filter(
            task_name="ending.tell", args={"ending_id": ending.pk, "what": "asked"}
        ).exists()
    shown = client.get(HOME).content.decode()
    assert "Take it back" in shown and "It will be closed on" in shown
    assert weak.get("/ours/contacts/").status_code == 200, "work goes on"
    assert weak.post(f"{HOME}back/").status_code == 302
    with system("tests"):
        ending.refresh_from_db()
    assert ending.state == State.TAKEN_BACK


@pytest.mark.promise("D3")
@pytest.mark.parametrize("who", ["bob", "carol", "dan", "mallory"])
def test_nobody_else_may(world: World, who: str) -> None:
    client = browser_of(world, who)
    second_step(client)
    for path in (HOME, f"{HOME}ask/", f"{HOME}sooner/"):
        assert client.get(path).status_code == (404 if who == "mallory" else 403)
    assert client.post(f"{HOME}ask/", {"name": "Ours", "keep_days": 0}).status_code in (403, 404)
    assert client.post(f"{HOME}back/").status_code in (403, 404)


@pytest.mark.promise("L1")
def test_a_closed_instance_is_read_by_administrators_and_changed_by_nobody(world: World) -> None:
    ids = furnish(world.ours)
    alice, bob = proven(world), browser_of(world, "bob")
    with system("tests", world.ours.instance.pk):
        _key, secret = ApiKey.issue(world.ours.alice, "a program")
    program = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v2/person/", headers=program).status_code == 200
    close(world)
    contact = f"/ours/contacts/{ids['contacts']}/"
    assert alice.get(contact).status_code == 200
    refused = alice.post("/ours/members/groups/add/", {"name": "New"})
    assert b"This instance is closed." in refused.content and refused.status_code == 409
    assert not has("grants.group", world.ours.instance.pk) or b"New" not in alice.get("/ours/members/groups/").content
    assert bob.get(contact).status_code == 404
    answer = Client().get("/api/v2/person/", headers=program)
    assert (answer.status_code, answer.json()["type"], answer.json()["status"]) == (410, "InstanceClosed", 410)
    wrong = Client().get("/api/v2/person/", headers={"Authorization": f"Bearer {secret[:-3]}abc"})
    assert wrong.status_code == 401, "who has no key learns nothing of it"
    assert proven_of_theirs(world).get("/theirs/contacts/").status_code == 200


def proven_of_theirs(world: World) -> Client:
    return browser_of(world, "mallory")


@pytest.mark.promise("L1")
def test_its_data_go_sooner_if_its_administrator_says_so_and_never_later(world: World) -> None:
    client = proven(world)
    assert client.get(f"{HOME}sooner/").status_code == 404
    ending = close(world, keep_days=30)
    assert b"90 days" not in client.get(f"{HOME}sooner/").content
    assert client.post(f"{HOME}sooner/", {"name": "Ours", "keep_days": 90}).status_code == 200
    assert client.post(f"{HOME}sooner/", {"name": "Ours", "keep_days": 0}).status_code == 302
    with system("tests"):
        ending.refresh_from_db()
    assert ending.keep_days == 0 and ending.ends_at <= clock.now()


@pytest.mark.promise("L1")
def test_the_operator_ends_it_when_its_contract_ended_and_sees_no_more_than_its_name(world: World) -> None:
    furnish(world.ours)
    client = hire(world, "carol", StaffRole.ADMIN)
    second_step(client)
    wanted = {"slug": "ours", "name": "Ours", "contract": "2026-017", "keep_days": 90}
    assert b"not the name" in client.post("/operator/ending/ask/", wanted | {"slug": "theirs"}).content
    assert b"not the name" in client.post("/operator/ending/ask/", wanted | {"slug": "nothing"}).content
    assert client.post("/operator/ending/ask/", wanted).status_code == 302
    shown = client.get("/operator/ending/").content.decode()
    assert "Ours" in shown and "2026-017" in shown and "zxqv" not in shown
    with system("tests"):
        ending = Ending.objects.get()
    assert ending.by_operator and ending.contract == "2026-017"
    assert client.post(f"/operator/ending/{ending.pk}/back/").status_code == 302
    assert hire(world, "bob", StaffRole.EDITOR).get("/operator/ending/").status_code == 403


@pytest.mark.promise("L1")
def test_the_certificate_tells_what_went_and_what_stays_as_a_page_as_data_and_as_a_pdf(world: World) -> None:
    furnish(world.ours)
    with at(0), system("tests"):
        asking.ask(world.ours.instance, by=None, keep_days=0)
    assert Client().get("/ended/00000000-0000-4000-8000-000000000000/").status_code == 404
    with at(14.1):
        walking.walk()
    with system("tests"):
        number = EndCertificate.objects.get().number
    page = Client().get(f"/ended/{number}/").content.decode()
    assert "Nothing is left, and the key is destroyed." in page and "zxqv" not in page and "alice" not in page.lower()
    data = Client().get(f"/ended/{number}/?as=json").json()
    assert data["nothing_left"] and data["rows"] > 20 and data["files"] > 0
    assert {line["promises"] for line in data["stays"]} >= {"L1", "D5"}
    assert Client().get(f"/ended/{number}/?as=pdf").content.startswith(b"%PDF")
    assert Client(headers={"Accept-Language": "cs"}).get(f"/ended/{number}/").status_code == 200
    gone = browser_of(world, "alice")
    assert gone.get("/ours/").status_code == 404 and gone.get(HOME).status_code == 404


@pytest.mark.promise("L1")
def test_the_figures_go_red_when_an_end_is_late_or_something_is_left(world: World) -> None:
    assert ends_in_time().good and nothing_left().good
    ending = close(world, keep_days=0)
    assert ends_in_time().good
    with clock.moved(clock.now() + timedelta(days=2)):
        assert not ends_in_time().good
    with system("tests"):
        EndCertificate.objects.create(
            of=ending.of, name="Ours", ended_at=clock.now(), backups_until=clock.today(), left={"contacts.contact": 1}
        )
    assert not nothing_left().good
