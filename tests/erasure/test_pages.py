"""The pages of erasures: find, copy, restrict, erase, certify; for who handles such wishes and for nobody else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kept.consent.suppression import suppressed
from kept.console.tests.test_door import hire
from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.grants.staff import StaffRole
from kept.privacy.erasure import erasing, finding, jobs
from kept.privacy.erasure.models import Certificate, State
from kept.tenancy.opening import system
from tests.cast import World, at_the_door
from tests.making import browser_of, made

HOME = "/ours/privacy/erasure/"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.mark.promise("R6")
def test_a_person_is_found_and_erased_by_hand_with_a_certificate(world: World) -> None:
    alice = browser_of(world, "alice")
    pk = made(world, CONTACTS, first_name="Jana", last_name="Dvořáková", email="jana@example.com")
    seen = alice.post(f"{HOME}find/", {"email": "jana@example.com"}).content.decode()
    assert "Erase for good" in seen and "contacts" in seen
    untouched = alice.post(f"{HOME}find/", {"email": "jana@example.com", "act": "erase", "reason": "asked"})
    assert untouched.status_code == 422 and "Tick this" in untouched.content.decode()
    asked = alice.post(f"{HOME}find/", {"email": "jana@example.com", "act": "erase", "reason": "asked", "sure": "on"})
    assert asked.status_code == 302
    assert "It is being erased" in alice.get(asked["Location"]).content.decode()
    with at_the_door(world.ours, "alice") as access:
        certificate = Certificate.objects.get(instance_id=world.ours.instance.pk)
        jobs.finish.now(access, certificate_id=certificate.pk)
    page = alice.get(asked["Location"]).content.decode()
    assert "complete" in page and "jana" not in page.lower() and "GDPR" in page
    told = alice.get(f"{asked['Location']}?as=json").json()
    assert told["state"] == "complete" and told["left"] == [] and told["backups_until"]
    assert alice.get(f"{asked['Location']}?as=pdf").content.startswith(b"%PDF")
    assert asked["Location"] in alice.get(HOME).content.decode()
    with system("tests", world.ours.instance.pk):
        assert Contact.objects.get(pk=pk).email == ""
    assert suppressed("Jana@Example.com", instance_id=world.ours.instance.pk)
    assert not suppressed("jana@example.com", instance_id=world.theirs.instance.pk)


@pytest.mark.promise("R2")
def test_a_copy_is_made_and_its_password_is_shown_once(world: World) -> None:
    alice = browser_of(world, "alice")
    made(world, CONTACTS, first_name="Jana", last_name="Dvořáková", email="jana@example.com")
    at = alice.post(f"{HOME}find/", {"email": "jana@example.com", "act": "copy"})["Location"]
    assert "Show the password" in alice.get(at).content.decode()
    shown = re.search(r'<code id="password">([^<]{20,})</code>', alice.post(at).content.decode())
    assert shown
    assert shown.group(1) not in alice.post(at).content.decode()
    file = alice.get(f"{at}file/")
    assert file.getvalue().startswith(b"PK") and "attachment" in file["Content-Disposition"]


@pytest.mark.promise("R4")
def test_a_person_is_restricted_and_the_lock_is_lifted_by_hand(world: World) -> None:
    alice = browser_of(world, "alice")
    made(world, CONTACTS, last_name="Dvořáková", email="jana@example.com")
    alice.post(f"{HOME}find/", {"email": "jana@example.com", "act": "lock"})
    page = alice.get(HOME).content.decode()
    lift = re.search(r'href="([^"]+/lift/)"', page)
    assert lift
    assert "Lift the lock" in alice.get(lift.group(1)).content.decode()
    assert alice.post(lift.group(1)).status_code == 302
    assert "Nothing is restricted" in alice.get(HOME).content.decode()


@pytest.mark.promise("D3")
def test_nobody_else_comes_in(world: World) -> None:
    with at_the_door(world.ours, "alice"):
        made_in = finding.subject_of(instance_id=world.ours.instance.pk, keys={})
        certificate = erasing.erase(made_in, reason="empty")
    assert certificate.state == State.COMPLETE
    for address in (HOME, f"{HOME}find/", f"{HOME}certificate/{certificate.number}/"):
        assert browser_of(world, "bob").get(address).status_code == 403
        assert browser_of(world, "mallory").get(address).status_code == 404
    other = f"/theirs/privacy/erasure/certificate/{certificate.number}/"
    assert browser_of(world, "mallory").get(other).status_code == 404


@pytest.mark.promise("D8")
def test_the_operator_sees_certificates_of_service_data_alone(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        theirs = erasing.erase(finding.subject_of(instance_id=world.ours.instance.pk), reason="of a customer")
    ours = erasing.erase(finding.subject_of(emails=["nobody@example.com"]), reason="of the operator")
    officer = hire(world, "bob", StaffRole.PRIVACY)
    page = officer.get("/operator/erasure/").content.decode()
    assert "of the operator" in page and "of a customer" not in page
    assert officer.get(f"/operator/erasure/certificate/{ours.number}/").status_code == 200
    assert officer.get(f"/operator/erasure/certificate/{theirs.number}/").status_code == 404


@pytest.mark.promise("R6")
def test_what_a_crash_left_is_gone_on_with(world: World) -> None:
    here = world.ours.instance.pk
    pk = made(world, CONTACTS, last_name="Dvořáková", email="jana@example.com")
    asked = erasing.ask(finding.subject_of(instance_id=here, emails=["jana@example.com"]), reason="asked")
    assert jobs.go_on.func(0) == 0  # its own job has its time first
    with system("tests", here):
        Certificate.objects.filter(pk=asked.pk).update(asked_at="2020-01-01T00:00Z")
    assert jobs.go_on.func(0) == 1
    with system("tests", here):
        assert Certificate.objects.get(pk=asked.pk).state == State.COMPLETE
        assert Contact.objects.get(pk=pk).email == ""
