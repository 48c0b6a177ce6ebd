"""The operator's room of choices, and that of an instance."""

from __future__ import annotations

import re

import pytest

from kept.consent import choosing, suppression, texts
from kept.consent.asking import may
from kept.consent.models import InstancePurpose
from kept.consent.people import Someone
from kept.console.tests.test_door import hire
from kept.grants.staff import StaffRole
from kept.tenancy.opening import system
from tests.cast import World
from tests.walk import signed_in

JANA = Someone(email="jana@novakova.example")


@pytest.mark.promise("R1", "R7")
def test_the_privacy_officer_finds_a_person_and_writes_down_a_no(world: World) -> None:
    choosing.give(JANA, "L4", shown=texts.shown("Send me news.", "en"), form="newsletter", channel="web")
    officer = hire(world, "bob", StaffRole.PRIVACY)
    assert "a form on the web" in officer.get("/operator/consents/").content.decode()
    shown = officer.post("/operator/consents/person/", {"email": "Jana@Novakova.example"}).content.decode()
    assert "Agreed on" in shown and "go-on:L4" not in shown
    officer.post("/operator/consents/person/", {"email": JANA.email, "act": "stop:L4"})
    assert not may(JANA, "L4")
    officer.post("/operator/consents/person/", {"email": JANA.email, "act": "alone"})
    assert suppression.suppressed(JANA.email)
    assert officer.post("/operator/consents/person/", {"email": JANA.email, "act": "stop:L1"}).status_code == 404
    assert officer.post("/operator/consents/person/", {"email": "no"}).status_code == 422


@pytest.mark.promise("C3")
def test_the_proof_shows_the_words_that_were_agreed_to(world: World) -> None:
    line = choosing.give(JANA, "L4", shown=texts.shown("Posílejte mi novinky.", "cs"))
    officer = hire(world, "bob", StaffRole.PRIVACY)
    assert "Posílejte mi novinky." in officer.get(f"/operator/consents/{line.record_id}/").content.decode()
    assert officer.get("/operator/consents/00000000-0000-0000-0000-000000000000/").status_code == 404


@pytest.mark.promise("D6")
def test_staff_without_the_right_and_members_see_nothing_of_it(world: World) -> None:
    assert hire(world, "bob", StaffRole.SUPPORT).get("/operator/consents/").status_code == 403
    assert signed_in(world.ours, "alice").get("/operator/consents/").status_code == 404


@pytest.mark.promise("R7")
def test_an_instance_names_its_purposes_and_retires_them(world: World) -> None:
    alice, bob = signed_in(world.ours, "alice"), signed_in(world.ours, "bob")
    home = "/ours/privacy/consents/"
    assert bob.get(home).status_code == 403
    assert "No purposes yet" in alice.get(home).content.decode()
    form = {"name": "Offers by e-mail", "basis": "CONSENT", "months": "24", "text": "We may write to you."}
    assert alice.post(f"{home}purposes/new/", form).status_code == 302
    assert "of this name already" in alice.post(f"{home}purposes/new/", form).content.decode()
    with system("tests", world.ours.instance.pk):
        made = InstancePurpose.objects.get()
    assert made.code == "offers-by-e-mail" and made.months == 24
    assert "may_for:in:offers-by-e-mail" in alice.get(home).content.decode()
    assert alice.post(f"{home}purposes/{made.pk}/", form | {"demands_title": "on"}).status_code == 302
    alice.post(f"{home}purposes/{made.pk}/retire/")
    assert "Used no more" in alice.get(home).content.decode()
    assert signed_in(world.theirs, "mallory").get(f"/theirs/privacy/consents/purposes/{made.pk}/").status_code == 404


@pytest.mark.promise("L4")
def test_an_instance_leaves_an_address_alone_and_frees_it(world: World) -> None:
    alice = signed_in(world.ours, "alice")
    address = "/ours/privacy/consents/alone/"
    assert "not on the list" in alice.post(address, {"email": JANA.email, "act": "ask"}).content.decode()
    assert "is left alone" in alice.post(address, {"email": JANA.email, "act": "stop"}).content.decode()
    assert suppression.suppressed(JANA.email, instance_id=world.ours.instance.pk)
    assert not suppression.suppressed(JANA.email), "the operator has a list of its own"
    assert "not on the list" in alice.post(address, {"email": JANA.email, "act": "free"}).content.decode()
    assert alice.post(address, {"email": "nobody"}).status_code == 422


@pytest.mark.promise("R7")
def test_a_person_of_an_instance_changes_their_choices_by_a_link(world: World) -> None:
    from django.test import Client

    from kept.consent.links import token

    here = world.ours.instance.pk
    with system("tests", here):
        InstancePurpose.objects.create(code="offers", name="Offers", basis="CONSENT", text="We may write to you.")
    petr = Someone(email="petr@x.example", instance_id=here)
    address = f"/choices/{token(petr)}/"
    shown = Client().get(address).content.decode()
    assert "Ours" in shown and "We may write to you." in shown
    assert not re.search(r">[^<]*\bL4\b", shown)  # among the words, that is: a token may hold anything
    assert Client().post(address, {"act": "go-on:offers"}).status_code == 302
    assert may(petr, "offers") and not may(Someone(email="petr@x.example"), "L4")
    line = choosing.give(petr, "offers")
    assert Client().get(f"{address}receipt/{line.record_id}.jsonld").json()["party_identification"][0]["name"] == "Ours"
    Client().post(f"{address}stop/offers/")
    assert not may(petr, "offers")
