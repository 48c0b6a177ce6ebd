"""What comes of a request: a copy that opens, an erasure that is proven, a lock, an objection that stops mail at once."""

from __future__ import annotations

import io
from typing import Any

import pytest
import pyzipper
from django.test import Client

from kept.consent import choosing
from kept.consent.asking import may
from kept.consent.people import Someone
from kept.crm.activities.models import Note
from kept.crm.contacts.models import Contact
from kept.grants.staff import StaffRole
from kept.outside.disclosures import note
from kept.policy import clock
from kept.privacy.requests.models import DataSubjectRequest, Office
from kept.privacy.requests.tests.working import work
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire
from tests.walk import signed_in

JANA = "jana@elsewhere.example"


def the_one(number: int = 0) -> DataSubjectRequest:
    with system("tests", number):
        return DataSubjectRequest.objects.order_by("-pk").first()


def by_user(world: World, name: str, wish: str) -> str:
    """A user asks while signed in. Returns the link to the request."""
    return str(signed_in(world.ours, name).post("/your-data/", {"wish": wish, "words": ""})["Location"])


def files_of(client: Client, link: str) -> dict[str, bytes]:
    """What is in the copy that lies ready, opened with its password."""
    page = client.post(f"{link}password/").content.decode()
    password = page.partition('<code id="password">')[2].partition("<")[0]
    content = client.post(f"{link}download/").getvalue()
    assert password
    assert JANA.encode() not in content
    with pyzipper.AESZipFile(io.BytesIO(content)) as packed:
        packed.setpassword(password.encode())
        return {name: packed.read(name) for name in packed.namelist()}


def contact_of(world: World) -> tuple[int, int]:
    """Jana is a contact of ours; a note on her names somebody else. Returns the keys of both."""
    with system("tests", world.ours.instance.pk):
        one = Contact.objects.create(
            first_name="Jana", last_name="Nováková", email=JANA, security_level=world.ours.level, owner=world.ours.alice
        )
        text = "Jana Nováková is on leave until May. Call Petr Svoboda instead, petr@other.example."
        note = Note.objects.create(contact=one, text=text, by=world.ours.alice)
        Office.objects.get_or_create(instance=world.ours.instance, defaults={"is_open": True})
    return one.pk, note.pk


def asked_of_customer(world: World, client: Client, wish: str) -> str:
    """Jana asks the customer, who knows her by a letter. Returns the address at the customer's desk."""
    form = {
        "wish": wish, "channel": "letter", "received_on": "2026-01-05", "name": "", "email": JANA, "language": "en",
        "words": "", "identified_by": "known by her letter",
    }  # fmt: skip
    form["received_on"] = clock.today().isoformat()
    here = str(client.post("/ours/privacy/requests/new/", form)["Location"])
    work()
    client.post(f"{here}take/")
    return here


@pytest.mark.promise("R2")
def test_a_user_gets_a_copy_of_all_that_is_held_with_a_password_that_is_shown_once(world: World, letters: Any) -> None:
    link = by_user(world, "carol", "R2")
    irena = hire(world, "bob", StaffRole.PRIVACY)
    work()
    assert the_one().found
    here = f"/operator/requests/{the_one().pk}/"
    assert {"store": "rows", "kind": "user", "purpose": "L1", "n": 1} in the_one().found
    assert "What each store holds" in irena.get(here).content.decode()
    irena.post(f"{here}take/")
    irena.post(f"{here}answer/", {"words": "Here it is."})
    work()
    assert the_one().state == "answered", the_one().trouble
    assert "Your copy lies ready" in letters()[0].text
    stranger = Client()
    found = files_of(stranger, link)
    assert any(name.endswith(".json") for name in found)
    assert any(name.endswith(".html") for name in found)
    assert world.ours.carol.email.encode() in b"".join(found.values())
    assert world.ours.bob.email.encode() not in b"".join(found.values())
    assert "shown already" in stranger.post(f"{link}password/").content.decode()
    assert "Fetched" in irena.get(here).content.decode()


@pytest.mark.promise("R5")
def test_what_was_provided_can_be_taken_elsewhere(world: World, letters: Any) -> None:
    link = by_user(world, "carol", "R5")
    irena = hire(world, "bob", StaffRole.PRIVACY)
    work()
    here = f"/operator/requests/{the_one().pk}/"
    irena.post(f"{here}take/")
    irena.post(f"{here}answer/")
    work()
    assert any(name.endswith((".csv", ".vcf")) for name in files_of(Client(), link))


@pytest.mark.promise("R2")
def test_texts_that_name_others_are_read_and_barred_before_a_copy_leaves(world: World, letters: Any) -> None:
    contact_of(world)
    alice = signed_in(world.ours, "alice")
    here = asked_of_customer(world, alice, "R2")
    page = alice.get(here).content.decode()
    assert "to be read" in page
    assert alice.post(f"{here}answer/").status_code == 409
    with system("tests", world.ours.instance.pk):
        review = the_one(world.ours.instance.pk).reviews.get()
    assert "Petr Svoboda" in review.text
    assert "Petr" not in review.redacted
    assert "petr@other.example" not in review.redacted
    assert "Jana Nováková is on leave" in review.redacted
    alice.post(f"{here}reviews/{review.pk}/", {"decision": "redacted", "redacted": review.redacted})
    assert alice.post(f"{here}answer/").status_code == 302
    work()
    one = the_one(world.ours.instance.pk)
    assert one.state == "answered", one.trouble
    link = next(line for line in letters()[0].text.splitlines() if "/your-data/" in line).split("8000")[1]
    content = b"".join(files_of(Client(), link).values())
    assert b"on leave until May" in content
    assert b"Svoboda" not in content
    assert b"petr@other.example" not in content


@pytest.mark.promise("R6")
def test_a_contact_of_a_customer_is_erased_and_gets_a_certificate(world: World, letters: Any) -> None:
    contact, note = contact_of(world)
    alice = signed_in(world.ours, "alice")
    here = asked_of_customer(world, alice, "R6")
    alice.post(f"{here}answer/", {"words": "It is gone."})
    work()
    one = the_one(world.ours.instance.pk)
    assert one.state == "answered", one.trouble
    with system("tests", world.ours.instance.pk):
        left = Contact.objects.filter(pk=contact).first()
        assert left is None or (left.email == "" and "Nov" not in left.last_name)
        assert not Note.objects.filter(pk=note, text__contains="Jana").exists()
    assert "Certificate of erasure" in alice.get(here).content.decode()
    link = next(line for line in letters()[0].text.splitlines() if "/your-data/" in line).split("8000")[1]
    assert "Certificate of erasure" in Client().get(link).content.decode()


@pytest.mark.promise("R4")
def test_what_is_locked_is_seen_by_nobody_at_work(world: World, letters: Any) -> None:
    contact, _note = contact_of(world)
    alice, bob = signed_in(world.ours, "alice"), signed_in(world.ours, "bob")
    assert bob.get(f"/ours/contacts/{contact}/").status_code == 200
    here = asked_of_customer(world, alice, "R4")
    alice.post(f"{here}answer/")
    work()
    assert the_one(world.ours.instance.pk).state == "answered", the_one(world.ours.instance.pk).trouble
    assert bob.get(f"/ours/contacts/{contact}/").status_code in (403, 404)
    link = next(line for line in letters()[0].text.splitlines() if "/your-data/" in line).split("8000")[1]
    assert Client().post(f"{link}unlock/").status_code == 302
    work()
    assert "lifted" in letters()[0].subject
    assert bob.get(f"/ours/contacts/{contact}/").status_code == 200
    assert alice.post(f"{here}lift/", {"words": "again"}).status_code == 409


@pytest.mark.promise("R1")
def test_an_objection_takes_effect_when_it_is_known_who_objects(world: World, letters: Any) -> None:
    carol = Someone(email=world.ours.carol.email)
    with system("tests"):
        assert may(carol, "L3")
    by_user(world, "carol", "R1:L3")
    work()
    assert the_one().state == "answered", the_one().trouble
    with system("tests"):
        assert not may(carol, "L3")
        assert may(carol, "L2")


@pytest.mark.promise("R7")
def test_a_consent_is_withdrawn_at_once_also_by_a_stranger(world: World, letters: Any) -> None:
    jana = Someone(email=JANA)
    with system("tests"):
        choosing.give(jana, "L4", form="tests", channel="web")
        assert may(jana, "L4")
    client = Client()
    client.post("/your-data/", {"wish": "R7:L4", "email": JANA})
    work()
    with system("tests"):
        assert may(jana, "L4"), "anybody can type an address: nothing ends before its owner said yes"
    link = next(line for line in letters()[0].text.splitlines() if "/your-data/" in line).split("8000")[1]
    client.post(f"{link}verify/")
    work()
    assert the_one().state == "answered", the_one().trouble
    with system("tests"):
        assert not may(jana, "L4")


def test_who_must_not_be_erased_now_is_told_to_the_officer_in_words(world: World, letters: Any) -> None:
    by_user(world, "alice", "R6")
    irena = hire(world, "bob", StaffRole.PRIVACY)
    work()
    here = f"/operator/requests/{the_one().pk}/"
    irena.post(f"{here}take/")
    irena.post(f"{here}answer/")
    work()
    assert the_one().state == "work"
    assert "last administrator" in irena.get(here).content.decode()


@pytest.mark.promise("R3")
def test_a_name_is_corrected_wherever_it_is_held(world: World, letters: Any) -> None:
    by_user(world, "carol", "R3")
    irena = hire(world, "bob", StaffRole.PRIVACY)
    work()
    here = f"/operator/requests/{the_one().pk}/"
    page = irena.get(f"{here}correct/").content.decode()
    assert 'value="Carol"' in page
    lines = {line["field"]: f"line{place}" for place, line in enumerate(the_one().correction)}
    assert "email" not in lines
    mended = {lines["first_name"]: "Karolina", lines["last_name"]: "Ours"}
    assert irena.post(f"{here}correct/", mended | {lines["last_name"]: ""}).status_code == 422
    assert irena.post(f"{here}correct/", mended).status_code == 302
    irena.post(f"{here}take/")
    with system("tests"):
        note(Someone(email=world.ours.carol.email), "Posta Relay GmbH", "email", "L1", "letter")
    irena.post(f"{here}answer/", {"words": "Corrected."})
    work()
    assert the_one().state == "answered", the_one().trouble
    with system("tests", world.ours.instance.pk):
        carol = type(world.ours.carol).objects.select_related("user").get(pk=world.ours.carol.pk)
    assert "Posta Relay GmbH" in letters()[0].text, "who received it before is told, and the person hears who that is"
    assert "are to be told" in irena.get(here).content.decode()
    assert carol.user.first_name == "Karolina"
    assert carol.full_name == "Karolina Ours"


@pytest.mark.promise("R3")
def test_a_customer_is_led_to_its_own_record(world: World, letters: Any) -> None:
    contact, _note = contact_of(world)
    alice = signed_in(world.ours, "alice")
    here = asked_of_customer(world, alice, "R3")
    assert f"/ours/contacts/{contact}/" in alice.get(f"{here}correct/").content.decode()
