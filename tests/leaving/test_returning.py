"""Who was erased does not come back with an older archive; what a person chose, and what is locked, does."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from kept.consent import suppression
from kept.crm.activities.models import Note
from kept.crm.contacts.models import Contact
from kept.privacy.erasure import erasing, finding, restricting
from kept.privacy.erasure.models import Restriction
from kept.privacy.leaving import returning
from kept.privacy.leaving.comparing import differences
from kept.tenancy.opening import system
from tests.cast import World
from tests.leaving.forging import Archive
from tests.leaving.test_coming_back import brought, new_home, taken_out
from tests.marked import MARKER, furnish


def erase(world: World, contact: int) -> None:
    with system("tests", world.ours.instance.pk):
        subject = finding.subject_of(instance_id=world.ours.instance.pk, keys={"contacts.contact": [contact]})
        erasing.erase(subject, reason="asked")


def fetched(archive: Archive) -> Archive:
    """An archive that the customer has; those that wait here are gone with the erasure."""
    own = archive[0].with_name("fetched.zip")
    shutil.copy(archive[0], own)
    return own, archive[1]


@pytest.mark.promise("R6")
def test_an_archive_that_waits_goes_with_who_is_erased(world: World) -> None:
    contact = furnish(world.ours)["contact"]
    place, _password = taken_out(world.ours)
    assert place.exists()
    erase(world, contact)
    assert not place.exists()


@pytest.mark.promise("R6")
def test_who_was_erased_since_does_not_come_back(world: World) -> None:
    contact = furnish(world.ours)["contact"]
    archive = fetched(taken_out(world.ours))
    erase(world, contact)
    home = new_home(world)
    made = brought(home, archive)
    assert made.erased_again
    with system("tests", home.instance.pk):
        assert not Contact.objects.filter(pk=contact, last_name=MARKER).exists()
        assert not Note.objects.filter(contact_id=contact, text=MARKER).exists()


@pytest.mark.promise("R6")
def test_an_archive_that_forgets_where_it_was_made_shows_that_the_ledger_is_what_holds(
    world: World, monkeypatch: Any
) -> None:
    contact = furnish(world.ours)["contact"]
    archive = fetched(taken_out(world.ours))
    erase(world, contact)
    monkeypatch.setattr(returning, "gone_since", lambda manifest: [])
    home = new_home(world)
    brought(home, archive)
    with system("tests", home.instance.pk):
        assert Contact.objects.filter(pk=contact, last_name=MARKER).exists()


@pytest.mark.promise("R4")
def test_what_is_locked_stays_locked(world: World) -> None:
    contact = furnish(world.ours)["contact"]
    with system("tests", world.ours.instance.pk):
        subject = finding.subject_of(instance_id=world.ours.instance.pk, keys={"contacts.contact": [contact]})
        restricting.restrict(subject, locked=True)
    home = new_home(world)
    brought(home, taken_out(world.ours))
    with system("tests", home.instance.pk):
        assert Restriction.objects.filter(label="contacts.contact", key=contact).exists()
        assert not Contact.objects.usable().filter(pk=contact).exists()


@pytest.mark.promise("R7", "L4")
def test_a_no_is_known_again_under_the_key_of_the_new_home(world: World) -> None:
    furnish(world.ours)
    with system("tests", world.ours.instance.pk):
        suppression.suppress(f"{MARKER}@example.com", instance_id=world.ours.instance.pk)
        suppression.suppress("unknown@example.com", instance_id=world.ours.instance.pk)
    archive = taken_out(world.ours)
    home = new_home(world)
    made = brought(home, archive)
    assert made.unknown_addresses == 1, "an address that no record has can be known by nobody elsewhere, and it is said"
    with system("tests", home.instance.pk):
        assert suppression.suppressed(f"{MARKER}@example.com", instance_id=home.instance.pk)
        assert not suppression.suppressed("somebody@example.com", instance_id=home.instance.pk)
    assert differences(archive, taken_out(home)) == []
