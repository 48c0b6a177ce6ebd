"""What is locked is stored and used for nothing: no list, search, export or API shows it, until the lock is lifted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kept.consent.asking import may
from kept.consent.people import Someone
from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.identity.keys import ApiKey
from kept.privacy.erasure import finding, restricting
from kept.tenancy.opening import system
from tests.cast import World, at_the_door
from tests.making import browser_of, made


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def locked(world: World, *, lift: bool = False) -> int:
    subject = finding.subject_of(instance_id=world.ours.instance.pk, emails=["jana@example.com"])
    return restricting.restrict(subject, not lift, reason="asked")


@pytest.fixture
def jana(world: World) -> int:
    """A contact with a task, beside another one."""
    pk = made(world, CONTACTS, last_name="Dvořáková", email="jana@example.com")
    made(world, CONTACTS, last_name="Novák", email="petr@example.com")
    browser_of(world, "alice").post(
        f"/ours/contacts/{pk}/promise/",
        {
            "title": "Call Dvořáková",
            "deadline": "2030-01-01T09:00",
            "priority": "DEFAULT",
            "resolver": world.ours.bob.pk,
        },
    )
    return pk


@pytest.mark.promise("R4")
def test_nobody_sees_a_locked_person_but_who_handles_requests(world: World, jana: int) -> None:
    bob, alice = browser_of(world, "bob"), browser_of(world, "alice")
    url = f"/ours/contacts/{jana}/"
    assert "Dvořáková" in bob.get("/ours/contacts/").content.decode()
    assert locked(world) == 2  # the contact and the task
    assert locked(world) == 0  # twice is once
    assert bob.get(url).status_code == 404
    for page in ("/ours/contacts/", "/ours/", "/ours/contacts/?q=dvo"):
        seen = bob.get(page).content.decode()
        assert "Dvořáková" not in seen, page
    assert "Novák" in bob.get("/ours/contacts/").content.decode()
    page = alice.get(url).content.decode()
    assert "Dvořáková" in page and "Restricted" in page
    assert locked(world, lift=True) == 2
    assert bob.get(url).status_code == 200
    assert "Restricted" not in alice.get(url).content.decode()


@pytest.mark.promise("R4")
def test_a_locked_person_is_in_no_export_and_no_answer_of_the_api(world: World, jana: int) -> None:
    alice = browser_of(world, "alice")
    with at_the_door(world.ours, "alice"):
        _key, secret = ApiKey.issue(world.ours.alice, "test")
    headers = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}

    def export() -> str:
        answer = alice.post("/ours/contacts/export/", {"reason": "cards", "columns": "all", "format": "csv"})
        return answer.getvalue().decode()

    def api() -> str:
        return alice.get("/api/v2/person/", **headers).content.decode()

    assert "Dvořáková" in export() and "Dvořáková" in api()
    locked(world)
    assert "Dvořáková" not in export() and "Novák" in export()
    assert "Dvořáková" not in api() and "Novák" in api()
    assert alice.get(f"/api/v2/person/{jana}/", **headers).status_code == 404


@pytest.mark.promise("R4")
def test_a_locked_person_cannot_be_changed_also_by_an_administrator(world: World, jana: int) -> None:
    alice = browser_of(world, "alice")
    locked(world)
    answer = alice.post(f"/ours/contacts/{jana}/fact/phone/", {"phone": "777 123 456"})
    assert answer.status_code == 409 and "restricted" in answer.content.decode()
    with system("tests", world.ours.instance.pk):
        assert Contact.objects.get(pk=jana).phone == ""


@pytest.mark.promise("R4")
def test_no_mail_is_sent_to_a_locked_person(world: World, jana: int) -> None:
    someone = Someone(email="jana@example.com", instance_id=world.ours.instance.pk)
    with at_the_door(world.ours, "alice"):
        locked(world)
        assert may(someone, "L5").state.value == "restricted"
        locked(world, lift=True)
        assert may(someone, "L5").state.value != "restricted"


def test_a_query_that_forgot_the_lock_would_be_seen(world: World, jana: int, monkeypatch: pytest.MonkeyPatch) -> None:
    locked(world)
    monkeypatch.setattr("kept.grants.records._restricted", [])
    assert "Dvořáková" in browser_of(world, "bob").get("/ours/contacts/").content.decode()
