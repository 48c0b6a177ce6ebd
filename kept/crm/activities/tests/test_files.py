"""Files and notes of promises, meetings and calls: as visible as they are, and as mortal as whom they are about."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from kept.crm.activities.models import Note, Talk, Task
from kept.crm.companies.models import Company
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.crm.files.models import Attachment
from kept.grants.models import SecurityLevel
from kept.policy.stores import Subject
from kept.privacy.erasure.ways import rows_of
from kept.tenancy.opening import system
from tests.cast import World
from tests.making import browser_of, made


@pytest.fixture
def bob(world: World) -> Client:
    return browser_of(world, "bob")


def jana(world: World, who: str = "bob") -> int:
    return made(world, CONTACTS, who, first_name="Jana", last_name="Nováková")


def promised(client: Client, pk: int, title: str = "Send the offer") -> Any:
    form = {"title": title, "deadline": "2030-01-01T09:00", "priority": "DEFAULT"}
    page = client.get(f"/ours/contacts/{pk}/promise/")
    form["resolver"] = str(page.context["form"].initial["resolver"])
    return client.post(f"/ours/contacts/{pk}/promise/", form)


def planned(client: Client, pk: int) -> Any:
    form = {"kind": "meeting", "title": "The spring order", "scheduled_from": "2030-01-01T10:00"}
    return client.post(f"/ours/contacts/{pk}/meet/", form)


def newest(world: World, model: Any) -> Any:
    with system("tests", world.ours.instance.pk):
        return model.objects.latest("pk")


def file(name: str = "offer.txt", data: bytes = b"What we offer") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def on_disk(row: Attachment) -> list[Path]:
    return list((Path(settings.DATA_DIR) / "files").rglob(str(row.key)))


@pytest.mark.promise("L5")
@pytest.mark.parametrize(("begin", "model", "place"), [(planned, Talk, "calendar"), (promised, Task, "tasks")])
def test_it_takes_a_file_shows_it_gives_it_back_and_lets_it_go(
    world: World, bob: Client, begin: Any, model: Any, place: str
) -> None:
    pk = jana(world)
    assert begin(bob, pk).status_code == 302
    one, story = newest(world, model), f"/ours/contacts/{pk}/"
    sent = bob.post(f"/ours/{place}/{one.pk}/files/new/?back={story}", {"files": file()})
    assert (sent.status_code, sent["Location"]) == (302, story)
    row = newest(world, Attachment)
    assert (row.task_id or row.talk_id, row.contact_id) == (one.pk, None)
    assert b"What we offer" not in on_disk(row)[0].read_bytes()
    for url in (story, f"/ours/{place}/{one.pk}/", f"{story}story/?story=talks"):
        assert f"/ours/files/{row.pk}/" in bob.get(url).content.decode(), url
    assert b"".join(bob.get(f"/ours/files/{row.pk}/download/")) == b"What we offer"
    assert "Back to" in bob.get(f"/ours/files/{row.pk}/").content.decode()
    assert bob.post(f"/ours/files/{row.pk}/delete/")["Location"] == story
    assert bob.get(f"/ours/files/{row.pk}/download/").status_code == 404
    assert bob.post(f"/ours/files/{row.pk}/restore/").status_code == 302
    assert bob.get(f"/ours/files/{row.pk}/download/").status_code == 200
    assert bob.post(f"/ours/files/{row.pk}/picture/").status_code == 404, "it has no face to stand beside"
    assert bob.post(f"/ours/{place}/{one.pk}/delete/").status_code == 302
    assert bob.get(f"/ours/files/{row.pk}/").status_code == 404, "in the bin it has no page"


def test_files_come_along_with_the_form_and_a_wrong_one_changes_nothing(world: World, bob: Client) -> None:
    pk = jana(world)
    promised(bob, pk)
    task = newest(world, Task)
    page = bob.get(f"/ours/tasks/{task.pk}/")
    assert 'enctype="multipart/form-data"' in page.content.decode()
    form = {
        "title": "Send two offers",
        "deadline": "2030-01-01T09:00",
        "priority": "DEFAULT",
        "resolver": task.resolver_id,
    }
    wrong = bob.post(f"/ours/tasks/{task.pk}/", form | {"files": [file(), file("run.exe", b"MZ\x00\x01")]})
    assert wrong.status_code == 200 and "run.exe" in wrong.content.decode()
    assert newest(world, Task).title == "Send the offer"
    with system("tests", world.ours.instance.pk):
        assert not Attachment.objects.exists()
    assert bob.post(f"/ours/tasks/{task.pk}/", form | {"files": [file("a.txt"), file("b.txt")]}).status_code == 302
    assert newest(world, Task).title == "Send two offers"
    with system("tests", world.ours.instance.pk):
        assert set(Attachment.objects.filter(task=task).values_list("name", flat=True)) == {"a.txt", "b.txt"}


@pytest.mark.parametrize("place", ["tasks/", "calendar/new/", "contacts/{pk}/promise/", "contacts/{pk}/meet/"])
def test_files_come_along_when_it_is_planned_and_a_wrong_one_plans_nothing(
    world: World, bob: Client, place: str
) -> None:
    url = f"/ours/{place.format(pk=jana(world))}"
    form = {"title": "x", "deadline": "2030-01-01T09:00", "priority": "DEFAULT", "resolver": world.ours.bob.pk,
            "kind": "meeting", "scheduled_from": "2030-01-01T10:00"}  # fmt: skip
    assert 'type="file"' in bob.get(url).content.decode()
    wrong = bob.post(url, form | {"files": [file(), file("run.exe", b"MZ\x00\x01")]})
    assert wrong.status_code == 200 and "run.exe" in wrong.content.decode()
    with system("tests", world.ours.instance.pk):
        assert not (Task.objects.exists() or Talk.objects.exists() or Attachment.objects.exists())
    assert bob.post(url, form | {"files": file()}).status_code == 302
    row = newest(world, Attachment)
    assert (row.name, bool(row.task_id or row.talk_id)) == ("offer.txt", True)


def test_several_files_are_kept_or_none(world: World, bob: Client) -> None:
    pk = jana(world)
    refused = bob.post(f"/ours/contacts/{pk}/files/new/", {"files": [file(), file("run.exe", b"MZ\x00\x01")]})
    assert refused.status_code == 200 and "run.exe" in refused.content.decode()
    many = bob.post(f"/ours/contacts/{pk}/files/new/", {"files": [file(f"{n}.txt") for n in range(21)]})
    assert "At most 20 files at once" in many.content.decode()
    with system("tests", world.ours.instance.pk):
        assert not Attachment.objects.exists()


@pytest.mark.promise("D3")
def test_who_may_see_the_activity_sees_its_file_and_nobody_else(world: World, bob: Client) -> None:
    planned(bob, jana(world))
    talk = newest(world, Talk)
    bob.post(f"/ours/calendar/{talk.pk}/files/new/", {"files": file()})
    row, story = newest(world, Attachment), f"/ours/contacts/{talk.contact_id}/"
    bob.get(story)  # says what was to be said
    assert f"/ours/files/{row.pk}/" in bob.get(story).content.decode()
    carol, dan, mallory = (browser_of(world, name) for name in ("carol", "dan", "mallory"))
    assert carol.get(f"/ours/files/{row.pk}/download/").status_code == 200
    assert carol.post(f"/ours/files/{row.pk}/delete/").status_code == 403
    assert carol.post(f"/ours/calendar/{talk.pk}/files/new/", {"files": file()}).status_code == 403
    assert dan.get(f"/ours/files/{row.pk}/").status_code == 403
    for path in ("", "download/", "preview/"):
        assert mallory.get(f"/theirs/files/{row.pk}/{path}").status_code == 404
    assert mallory.get(f"/theirs/calendar/{talk.pk}/files/new/").status_code == 404
    with system("tests", world.ours.instance.pk):
        board = SecurityLevel.fresh(name="Board")
        board.save()
        Talk.objects.filter(pk=talk.pk).update(security_level=board)
    assert bob.get(f"/ours/files/{row.pk}/download/").status_code == 404
    assert f"/ours/files/{row.pk}/" not in bob.get(story).content.decode()
    assert browser_of(world, "alice").get(f"/ours/files/{row.pk}/download/").status_code == 200


@pytest.mark.promise("R2", "R6")
def test_its_files_and_notes_are_of_whom_it_is_about_and_of_nobody_else(world: World) -> None:
    here = world.ours.instance.pk
    with system("tests", here):
        level = world.ours.level
        person = Contact.objects.create(last_name="Nováková", security_level=level)
        firm = Company.objects.create(name="Jan Malý", is_person=True, security_level=level)
        about_both = Talk.objects.create(title="x", contact=person, company=firm, security_level=level)
        about_firm = Task.objects.create(title="y", company=firm, deadline=timezone.now(), security_level=level)
        for model, rest in ((Attachment, {"name": "a"}), (Note, {"text": "a"})):
            first = model.objects.create(talk=about_both, **rest)
            second = model.objects.create(task=about_firm, **rest)
            of_person = rows_of(model, Subject(here, keys={"contacts.contact": (person.pk,)}))
            of_firm = rows_of(model, Subject(here, keys={"companies.company": (firm.pk,)}))
            assert [row.pk for row in of_person] == [first.pk]
            assert [row.pk for row in of_firm] == [second.pk], "a talk with a person of the firm is that person's"


@pytest.mark.promise("R6")
def test_who_is_anonymised_leaves_no_file_in_a_meeting(
    world: World, bob: Client, django_capture_on_commit_callbacks: Any
) -> None:
    pk, alice = jana(world), browser_of(world, "alice")
    planned(bob, pk)
    bob.post(f"/ours/calendar/{newest(world, Talk).pk}/files/new/", {"files": file()})
    row = newest(world, Attachment)
    assert on_disk(row)
    with django_capture_on_commit_callbacks(execute=True):
        assert alice.post(f"/ours/contacts/{pk}/anonymise/", {"sure": "on"}).status_code == 302
    with system("tests", world.ours.instance.pk):
        assert not Attachment.objects.filter(pk=row.pk).exists()
    assert not on_disk(row)


@pytest.mark.promise("R6")
def test_the_bin_takes_the_files_of_the_promises_that_go_with_a_contact(
    world: World, bob: Client, django_capture_on_commit_callbacks: Any
) -> None:
    pk = jana(world)
    promised(bob, pk)
    bob.post(f"/ours/tasks/{newest(world, Task).pk}/files/new/", {"files": file()})
    row = newest(world, Attachment)
    with system("tests", world.ours.instance.pk):
        Contact.objects.filter(pk=pk).update(deleted_at=timezone.now() - dt.timedelta(days=40))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("empty_bin")
    with system("tests", world.ours.instance.pk):
        assert not Task.objects.exists() and not Attachment.objects.exists()
    assert not on_disk(row)


@pytest.mark.promise("R2")
def test_a_copy_of_what_is_kept_names_its_files_and_notes(world: World, bob: Client) -> None:
    pk = jana(world)
    planned(bob, pk)
    talk = newest(world, Talk)
    bob.post(f"/ours/calendar/{talk.pk}/files/new/", {"files": file()})
    with system("tests", world.ours.instance.pk):
        Note.objects.create(talk=talk, text="She likes paper", by=world.ours.bob)
    copied = bob.get(f"/ours/contacts/{pk}/copy/").json()
    assert [one["name"] for one in copied["files_of_meetings_and_calls"]] == ["offer.txt"]
    assert [one["text"] for one in copied["notes_of_meetings_and_calls"]] == ["She likes paper"]
    assert copied["files_of_promises"] == copied["files"] == []


def test_a_note_stands_below_its_meeting_with_who_wrote_it(world: World, bob: Client) -> None:
    pk = jana(world)
    planned(bob, pk)
    talk = newest(world, Talk)
    with system("tests", world.ours.instance.pk):
        Note.objects.create(talk=talk, text="She likes paper", by=world.ours.alice)
    for url in (f"/ours/contacts/{pk}/", f"/ours/calendar/{talk.pk}/"):
        text = bob.get(url).content.decode()
        assert "She likes paper" in text and "<b>Alice Ours</b>" in text, url


@pytest.mark.promise("D3")
def test_a_company_tells_of_the_files_of_its_own_activities(world: World, bob: Client) -> None:
    firm = made(world, COMPANIES, name="Papírna")
    form = {"kind": "phoneCall", "title": "About prices", "scheduled_from": "2030-01-01T10:00"}
    assert bob.post(f"/ours/companies/{firm}/meet/", form).status_code == 302
    assert (
        bob.post(f"/ours/calendar/{newest(world, Talk).pk}/files/new/", {"link": "example.com/prices"}).status_code
        == 302
    )
    assert "example.com" in bob.get(f"/ours/companies/{firm}/").content.decode()
