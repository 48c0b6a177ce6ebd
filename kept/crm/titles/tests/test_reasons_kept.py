"""The list of reasons, and what a reason that leaves private facts out does to a record."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kept.crm.contacts.noun import CONTACTS
from kept.crm.titles.models import LegalTitleTemplate
from tests.cast import World, at_the_door
from tests.making import browser_of, made


@pytest.mark.promise("L5")
def test_reasons_are_added_changed_retired_by_who_manages_fields(world: World) -> None:
    alice, bob = browser_of(world, "alice"), browser_of(world, "bob")
    form = {"name": "Frame order", "basis": "CONTRACT", "months": "120", "covers": "", "text": ""}
    assert bob.get("/ours/settings/reasons/").status_code == 403
    assert bob.post("/ours/settings/reasons/new/", form).status_code == 403
    assert alice.post("/ours/settings/reasons/new/", form).status_code == 302
    again = alice.post("/ours/settings/reasons/new/", form)
    assert again.status_code == 200 and "of this name already" in again.content.decode()
    with at_the_door(world.ours, "alice"):
        pk = LegalTitleTemplate.objects.get().pk
    assert browser_of(world, "mallory").get(f"/theirs/settings/reasons/{pk}/").status_code == 404
    alice.post(f"/ours/settings/reasons/{pk}/retire/")
    contact = made(world, CONTACTS, last_name="Kříž")
    assert "Frame order" not in bob.get(f"/ours/contacts/{contact}/reasons/new/").content.decode()
    alice.post(f"/ours/settings/reasons/{pk}/retire/?on=no")
    assert "Frame order" in bob.get(f"/ours/contacts/{contact}/reasons/new/").content.decode()


def test_a_private_fact_that_no_reason_covers_is_not_asked(world: World) -> None:
    alice = browser_of(world, "alice")
    form = {"name": "Work only", "basis": "CONTRACT", "months": "12", "covers": "work", "text": ""}
    alice.post("/ours/settings/reasons/new/", form)
    with at_the_door(world.ours, "alice"):
        pk = LegalTitleTemplate.objects.get().pk
    contact = made(world, CONTACTS, last_name="Kříž")
    assert "/fact/birthday/" in alice.get(f"/ours/contacts/{contact}/").content.decode()
    alice.post(f"/ours/contacts/{contact}/reasons/new/", {"template": pk, "valid_from": f"{timezone.localdate()}"})
    text = alice.get(f"/ours/contacts/{contact}/").content.decode()
    assert "/fact/birthday/" not in text and "not asked" in text
