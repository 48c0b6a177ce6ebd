"""Files in fields of their own: sent, shown by name, replaced, taken off and brought back, and gone with their record."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.crm.fields.making import make
from kept.crm.files.models import Attachment
from kept.crm.nouns.merging import merge
from kept.crm.nouns.undoing import undo
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Operation
from kept.outside import files
from kept.privacy.erasure.erasing import erase
from kept.privacy.erasure.finding import subject_of
from kept.privacy.leaving.trouble import Refused as LeavingRefused
from tests.cast import World, at_the_door
from tests.leaving.forging import Members, forged, put, rows
from tests.leaving.test_coming_back import brought, new_home, taken_out
from tests.making import browser_of, made

PDF = b"%PDF-1.7 signed by both"


@pytest.fixture
def bob(world: World) -> Client:
    return browser_of(world, "bob")


@pytest.fixture
def field(world: World) -> str:
    """The name of a field for files, such as signed contracts."""
    with at_the_door(world.ours, "alice"):
        return make("contact", "Signed contract", "FILE").name


def send(client: Client, pk: int, field: str, name: str = "contract.pdf", data: bytes = PDF) -> Any:
    return client.post(f"/ours/contacts/{pk}/file/custom.{field}/", {"file": SimpleUploadedFile(name, data)})


def page(client: Client, pk: int) -> str:
    return client.get(f"/ours/contacts/{pk}/").content.decode()


def held(world: World, pk: int, field: str) -> Any:
    """(the number in the field, names of the files of the field that are there, names of those put away)"""
    with at_the_door(world.ours, "bob"):
        rows = list(Attachment.objects.filter(contact_id=pk, custom_field=field).order_by("pk"))
        value = Contact.objects.get(pk=pk).custom.get(field)
    here = [row.name for row in rows if row.deleted_at is None]
    return value in [row.pk for row in rows], here, [row.name for row in rows if row.deleted_at]


def undo_last(world: World, who: str = "bob") -> None:
    with at_the_door(world.ours, who) as access:
        undo(Operation.objects.latest("pk"), access)


@pytest.mark.promise("L5")
def test_a_file_is_sent_into_a_field_and_stands_there_by_its_name(world: World, bob: Client, field: str) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    assert "data-dialog" in page(bob, pk) and f"/file/custom.{field}/" in page(bob, pk)
    assert bob.get(f"/ours/contacts/{pk}/file/custom.{field}/").status_code == 200
    assert send(bob, pk, field).status_code == 302
    with at_the_door(world.ours, "bob"):
        row = Attachment.objects.latest("pk")
    text = page(bob, pk)
    assert f'<a href="/ours/files/{row.pk}/">contract.pdf</a>' in text
    assert f"/ours/files/{row.pk}/delete/" not in text  # it stands in its field, and not among the files too
    assert b"".join(bob.get(f"/ours/files/{row.pk}/download/")) == PDF
    assert "Signed contract: – → contract.pdf" in bob.get(f"/ours/contacts/{pk}/?story=changes").content.decode()
    form = {"reason": "Moving house", "columns": "all", "format": "csv"}
    assert b"contract.pdf" in bob.post("/ours/contacts/export/", form).getvalue()
    assert "contract.pdf" in bob.get(f"/ours/contacts/?cols=last_name,custom.{field}").content.decode()


def test_a_new_file_takes_the_place_of_the_old_one_and_undo_brings_it_back(
    world: World, bob: Client, field: str
) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    send(bob, pk, field, "first.pdf")
    send(bob, pk, field, "second.pdf")
    assert held(world, pk, field) == (True, ["second.pdf"], ["first.pdf"])
    undo_last(world)
    assert held(world, pk, field) == (True, ["first.pdf"], ["second.pdf"])
    assert "first.pdf" in page(bob, pk)


@pytest.mark.parametrize("way", ["its field", "its own page"])
def test_a_file_is_taken_off_and_undo_brings_it_back(world: World, bob: Client, field: str, way: str) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    send(bob, pk, field)
    with at_the_door(world.ours, "bob"):
        row = Attachment.objects.latest("pk")
    if way == "its field":
        answer = bob.post(f"/ours/contacts/{pk}/file/custom.{field}/", {"off": "1"})
    else:
        answer = bob.post(f"/ours/files/{row.pk}/delete/")
    assert answer.status_code == 302
    assert held(world, pk, field) == (False, [], ["contract.pdf"])
    assert bob.get(f"/ours/files/{row.pk}/").status_code == 404
    undo_last(world)
    assert held(world, pk, field) == (True, ["contract.pdf"], [])


def test_what_was_destroyed_meanwhile_does_not_come_back_by_undo(world: World, bob: Client, field: str) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    send(bob, pk, field)
    bob.post(f"/ours/contacts/{pk}/file/custom.{field}/", {"off": "1"})
    with at_the_door(world.ours, "bob"):
        Attachment.objects.latest("pk").delete()
    undo_last(world)
    assert held(world, pk, field) == (False, [], [])
    assert bob.get(f"/ours/contacts/{pk}/").status_code == 200


@pytest.mark.parametrize(
    ("name", "data", "said"), [("run.exe", b"MZ\x00\x01", "no kind that can be kept"), ("a.pdf", b"", "is empty")]
)
def test_what_is_not_taken_among_files_is_not_taken_in_a_field(
    world: World, bob: Client, field: str, name: str, data: bytes, said: str
) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    answer = send(bob, pk, field, name, data)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert "Choose a file." in bob.post(f"/ours/contacts/{pk}/file/custom.{field}/").content.decode()
    assert held(world, pk, field) == (False, [], [])


@pytest.mark.promise("D3")
def test_only_who_may_change_the_record_fills_its_field(world: World, bob: Client, field: str) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    assert send(browser_of(world, "carol"), pk, field).status_code == 403
    mallory = browser_of(world, "mallory")
    theirs = made(world, CONTACTS, "mallory", last_name="Cizí")
    form = {"file": SimpleUploadedFile("a.pdf", PDF)}
    assert mallory.post(f"/theirs/contacts/{theirs}/file/custom.{field}/", form).status_code == 404
    for name in ("custom.None_00000", "last_name", field):
        assert bob.post(f"/ours/contacts/{pk}/file/{name}/").status_code == 404
    assert bob.post(f"/ours/contacts/{pk}/file/custom.{field}/", {"off": "1"}).status_code == 404
    assert send(bob, pk, field).status_code == 302


def test_merged_records_lose_no_file_and_the_split_gives_it_back(world: World, bob: Client, field: str) -> None:
    first, second = made(world, CONTACTS, last_name="Nová"), made(world, CONTACTS, last_name="Nová")
    send(bob, first, field, "ours.pdf")
    send(bob, second, field, "theirs.pdf")
    with at_the_door(world.ours, "bob") as access:
        fields = CONTACTS.fields_for(access, Vocabulary(me=access.member_id))
        one, other = Contact.objects.get(pk=first), Contact.objects.get(pk=second)
        act = merge(CONTACTS, one, other, [f"custom.{field}"], access, fields)
    assert held(world, first, field) == (True, ["ours.pdf"], [])
    assert "theirs.pdf" in page(bob, first)
    with at_the_door(world.ours, "bob") as access:
        undo(Operation.objects.get(pk=act.pk), access)
    assert held(world, second, field) == (True, ["theirs.pdf"], [])


@pytest.mark.promise("R2", "R6")
def test_the_file_of_a_field_goes_with_its_person(
    world: World, bob: Client, field: str, django_capture_on_commit_callbacks: Any
) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková", email="eva@example.com")
    send(bob, pk, field)
    with at_the_door(world.ours, "alice"):
        row = Attachment.objects.latest("pk")
        assert files.exists(row.instance_id, row.key)
    assert "contract.pdf" in bob.get(f"/ours/contacts/{pk}/copy/").content.decode()
    with django_capture_on_commit_callbacks(execute=True), at_the_door(world.ours, "alice") as access:
        subject = subject_of(instance_id=access.instance_id, keys={"contacts.contact": [pk]})
        erase(subject, reason="anonymised", by=access.user_id, come_back=True)
    with at_the_door(world.ours, "alice"):
        assert not Attachment.objects.filter(pk=row.pk).exists()
        assert not files.exists(row.instance_id, row.key)


@pytest.mark.promise("R5")
def test_the_file_of_a_field_moves_house_with_its_record(world: World, bob: Client, field: str) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    send(bob, pk, field)
    home = new_home(world)
    archive = taken_out(world.ours)
    brought(home, archive)
    with at_the_door(home, "alice"):
        row = Attachment.objects.get(custom_field=field)
        assert Contact.objects.get(pk=row.contact_id).custom == {field: row.pk}
        assert b"".join(files.read(row.instance_id, row.key)) == PDF


@pytest.mark.promise("R5", "D9")
@pytest.mark.parametrize("value", ["of another record", "contract.pdf", -1])
def test_a_field_that_names_the_file_of_another_does_not_come_in(
    world: World, bob: Client, field: str, value: Any
) -> None:
    first, second = made(world, CONTACTS, last_name="Dvořáková"), made(world, CONTACTS, last_name="Nová")
    send(bob, first, field)
    home = new_home(world)
    archive = taken_out(world.ours)

    def change(members: Members) -> None:
        found = rows(members, "contacts.contact")
        number = next(row["custom"][field] for row in found if row["id"] == first)
        forged_value = number if value == "of another record" else value
        put(
            members,
            "contacts.contact",
            [{**row, "custom": {field: forged_value}} if row["id"] == second else row for row in found],
        )

    with pytest.raises(LeavingRefused) as said:
        brought(home, forged(archive, change))
    assert "no file of this record" in " ".join(said.value.said)


def test_an_import_says_that_a_table_brings_no_files(world: World, bob: Client, field: str) -> None:
    sheet = SimpleUploadedFile("people.csv", b"Last Name;Signed contract\nNov\xc3\xa1k;contract.pdf\n")
    answer = bob.post("/ours/imports/", {"kind": "contact", "file": sheet}, follow=True)
    assert "A table brings no files" in answer.content.decode()
