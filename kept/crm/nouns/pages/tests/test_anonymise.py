"""An anonymised person is nowhere any more: looked for in every column of every table, and in the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.privacy.erasure.ways import ways_of
from kept.tenancy.fence import fenced_models
from tests.cast import World, at_the_door
from tests.making import browser_of, made

MARK = "Zzyzxmarker"


def places(mark: str) -> set[str]:
    """Tables of the instance in which a text stands anywhere."""
    found = set()
    with connection.cursor() as cursor:
        for model in fenced_models():
            table = model._meta.db_table
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{mark}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.add(table)
    return found


@pytest.mark.promise("R6")
@pytest.mark.django_db(transaction=False)
def test_nothing_of_the_person_is_left_in_any_table(
    world: World, django_capture_on_commit_callbacks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)  # other runs have instances of the same number
    alice = browser_of(world, "alice")
    firm = made(world, COMPANIES, name="Papírna")
    pk = made(
        world, CONTACTS, first_name=f"{MARK}1", last_name=f"{MARK}2", email=f"{MARK}@example.com", facebook=f"{MARK}4",
        notice=f"{MARK}5", tags="plain", street=f"{MARK}6", position=f"{MARK}7", company=firm, salutation=f"{MARK}8",
    )  # fmt: skip
    url = f"/ours/contacts/{pk}"
    alice.post(f"{url}/notes/", {"text": f"{MARK} likes paper"})
    alice.post(f"{url}/promise/", {"title": f"Call {MARK}", "deadline": "2030-01-01T09:00", "priority": "DEFAULT",
                                   "description": MARK, "resolver": world.ours.bob.pk})  # fmt: skip
    alice.post(f"{url}/fact/phone/", {"phone": "777 123 456"})
    alice.post(f"{url}/fact/email2/", {"email2": f"{MARK}2@example.com"})
    alice.post(f"{url}/files/new/", {"files": SimpleUploadedFile(f"{MARK}.txt", MARK.encode())})
    twin = made(world, CONTACTS, last_name=f"{MARK}9", email=f"{MARK}9@example.com")
    alice.post(f"{url}/merge/?other={twin}", {"email": "source"})
    with at_the_door(world.ours, "alice"):
        before = places(MARK)
    wanted = {
        "contacts_contact",
        "contacts_position",
        "activities_note",
        "activities_task",
        "files_attachment",
        "records_change",
    }
    assert wanted <= before
    stored = list((Path(settings.DATA_DIR) / "files" / str(world.ours.instance.pk)).rglob("*-*"))
    assert stored
    with django_capture_on_commit_callbacks(execute=True):
        assert alice.post(f"{url}/anonymise/", {}).status_code == 200  # not without the tick
        assert alice.post(f"{url}/anonymise/", {"sure": "on"}).status_code == 302
    with at_the_door(world.ours, "alice"):
        assert places(MARK) == set()
        contact = Contact.objects.get(pk=pk)
        assert contact.anonymised_at is not None and "Anonymised" in str(contact)
    assert not [path for path in stored if path.exists()]
    assert alice.get(f"{url}/").status_code == 200


@pytest.mark.promise("D3")
def test_who_may_not_and_who_is_a_member_are_refused(world: World) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    assert browser_of(world, "bob").post(f"/ours/contacts/{pk}/anonymise/", {"sure": "on"}).status_code == 403
    with at_the_door(world.ours, "alice"):
        Contact.objects.filter(pk=pk).update(membership=world.ours.bob)
    assert browser_of(world, "alice").post(f"/ours/contacts/{pk}/anonymise/", {"sure": "on"}).status_code == 409


def test_every_model_that_speaks_of_a_contact_is_known(world: World) -> None:
    speaking = {
        model._meta.label
        for model in apps.get_models()
        for way in ways_of(model)
        if way.label == "contacts.contact" or way.kind == "record"
    }
    assert speaking >= {
        "contacts.Position", "activities.Note", "activities.Task", "files.Attachment", "titles.LegalTitle",
        "records.Change", "records.ExternalId",
    }  # fmt: skip
