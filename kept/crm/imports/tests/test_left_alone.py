"""An address that asked to be left alone does not come in again by form, API, change or import."""

from __future__ import annotations

import pytest

from kept.consent import choosing, suppression
from kept.consent.bases import Basis
from kept.consent.models import InstancePurpose
from kept.consent.people import Someone
from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.crm.imports.engine import Engine
from kept.crm.imports.plan import Plan
from kept.crm.nouns import changing
from kept.crm.nouns.fields import Field
from kept.crm.nouns.vocabulary import Vocabulary
from kept.tenancy.opening import system
from kept.web.refused import Refused
from tests.cast import World, at_the_door
from tests.making import browser_of, made
from tests.programs import key_for

GONE = "Gone@Away.example"


@pytest.fixture
def gone(world: World) -> World:
    suppression.suppress(GONE, instance_id=world.ours.instance.pk, because="erased")
    return world


@pytest.mark.promise("R6")
def test_the_form_refuses_it_and_forgets_nothing(gone: World) -> None:
    bob = browser_of(gone, "bob")
    answer = bob.post("/ours/contacts/new/", {"last_name": "Away", "email": "gone@away.example"})
    text = answer.content.decode()
    assert "asked not to be kept or contacted" in text and 'value="Away"' in text
    assert bob.post("/ours/contacts/new/", {"last_name": "Here", "email": "here@x.example"}).status_code == 302
    assert browser_of(gone, "mallory").post(
        "/theirs/contacts/new/", {"last_name": "Away", "email": GONE}
    ).status_code == 302, "another instance has its own people"  # fmt: skip


@pytest.mark.promise("R6")
def test_a_change_refuses_it_and_a_change_of_something_else_does_not(gone: World) -> None:
    pk = made(gone, CONTACTS, last_name="Old", email="old@x.example")
    with at_the_door(gone.ours, "bob") as access:
        words = Vocabulary(me=access.member_id)
        fields: dict[str, Field] = CONTACTS.fields_for(access, words)
        record = Contact.objects.get(pk=pk)
        with pytest.raises(Refused, match="asked not to be kept"):
            changing.change(CONTACTS, record, {"email": GONE}, fields, access)
        suppression.suppress("old@x.example", instance_id=gone.ours.instance.pk)
        assert changing.change(CONTACTS, record, {"last_name": "New", "email": "old@x.example"}, fields, access)


@pytest.mark.promise("R6")
def test_an_import_reports_the_line_and_takes_the_others(gone: World) -> None:
    with at_the_door(gone.ours, "alice") as access:
        plan = Plan(heads=["Last name", "E-mail"], targets=["last_name", "email"])
        engine = Engine(CONTACTS, plan, access, "ours")
        outcome = engine.take(engine.cleaned([(2, ["Away", GONE.upper()]), (3, ["Here", "here@x.example"])]), access)
    assert outcome.created == 1 and outcome.failed == 1
    assert "asked not to be kept" in outcome.wrong[0].problem and outcome.wrong[0].line == 2


@pytest.mark.promise("R6")
def test_the_api_answers_with_the_contracts_error(gone: World) -> None:
    bob = key_for(gone.ours, "bob")
    answer = bob.put("person/", {"lastName": "Away", "contactInfo": {"email": GONE}})
    assert answer.status_code == 400 and "contactInfo.email" in answer.json()["message"]


@pytest.mark.promise("R7")
def test_a_person_who_agrees_anew_may_come_in_again(gone: World) -> None:
    here = gone.ours.instance.pk
    with system("tests", here):
        InstancePurpose.objects.create(code="offers", name="Offers", basis=Basis.CONSENT)
        choosing.give(Someone(email=GONE, instance_id=here), "offers", by=7)
        assert suppression.suppressed(GONE, instance_id=here), "a colleague cannot say it for them"
        choosing.give(Someone(email=GONE, instance_id=here), "offers")
        assert not suppression.suppressed(GONE, instance_id=here)
