"""A planted person is found over every store, copied, and erased; and nobody else with them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import pyzipper
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.noun import CONTACTS
from kept.policy.stores import stores
from kept.privacy.erasure import erasing, finding, ledger, package, shelf
from kept.privacy.erasure.models import Certificate, State
from kept.tenancy.fence import fenced_models
from kept.tenancy.opening import system
from tests.cast import World, at_the_door
from tests.making import browser_of, made


def tables_with(world: World, mark: str) -> set[str]:
    """Tables of the instance in which a text stands anywhere."""
    found = set()
    with system("looking", world.ours.instance.pk), connection.cursor() as cursor:
        for model in fenced_models():
            cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}" t WHERE t::text ILIKE %s', [f"%{mark}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.add(model._meta.db_table)
    return found


def planted(world: World, mark: str) -> int:
    """A contact with a mark in everything that can be written of them."""
    alice = browser_of(world, "alice")
    firm = made(world, COMPANIES, name="Papírna")
    pk = made(
        world, CONTACTS, first_name=f"{mark}A", last_name=f"{mark}B", email=f"{mark}@example.com", facebook=f"{mark}C",
        notice=f"{mark}D", tags="plain", street=f"{mark}E", position=f"{mark}F", company=firm, salutation=f"{mark}G",
    )  # fmt: skip
    url = f"/ours/contacts/{pk}"
    alice.post(f"{url}/notes/", {"text": f"{mark} likes paper"})
    alice.post(f"{url}/promise/", {"title": f"Call {mark}", "deadline": "2030-01-01T09:00", "priority": "DEFAULT",
                                   "description": mark, "resolver": world.ours.bob.pk})  # fmt: skip
    meeting = {"title": f"Lunch {mark}", "kind": "meeting", "scheduled_from": "2030-01-02T12:00", "place": mark}
    assert alice.post(f"{url}/meet/", meeting).status_code == 302
    alice.post(f"{url}/fact/email2/", {"email2": f"{mark}2@example.com"})
    alice.post(f"{url}/files/new/", {"files": SimpleUploadedFile(f"{mark}.txt", f"{mark} inside".encode())})
    return pk


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.mark.promise("R6")
def test_a_person_is_erased_over_every_store_and_nobody_else(world: World) -> None:
    jana, petr = planted(world, "qzjana"), planted(world, "qzpetr")
    others = tables_with(world, "qzpetr")
    assert {"contacts_contact", "activities_task", "activities_note", "files_attachment"} <= others
    subject = finding.subject_of(instance_id=world.ours.instance.pk, emails=["QZjana@Example.com"])
    assert subject.keys == {"contacts.contact": (jana,)}
    assert subject.emails == {"qzjana@example.com", "qzjana2@example.com"}
    found = {(one.store, one.reference) for one in finding.everything(subject)}
    assert {("rows", "contacts.contact"), ("rows", "activities.task"), ("files", "files.attachment")} <= found
    certificate = erasing.erase(subject, reason="asked")
    assert certificate.report["left"] == []
    assert certificate.state == State.COMPLETE and certificate.pending == ""
    assert tables_with(world, "qzjana") == set()
    assert tables_with(world, "qzpetr") == others
    assert {one["purpose"] for one in certificate.report["kept"]} == {"D5"}
    assert [line.act for line in ledger.lines()] == ["asked", "done"]
    assert "qzjana" not in ledger.place().read_text()
    with at_the_door(world.ours, "alice"):
        from kept.crm.contacts.models import Contact

        assert Contact.objects.get(pk=petr).email == "qzpetr@example.com"


@pytest.mark.promise("R2")
def test_the_copy_holds_all_of_theirs_and_none_of_others(world: World) -> None:
    planted(world, "qzjana")
    planted(world, "qzpetr")
    subject = finding.subject_of(instance_id=world.ours.instance.pk, emails=["qzjana@example.com"])
    made_package = package.make(subject, language="en")
    with system("fetching", world.ours.instance.pk):
        password = shelf.password_once(made_package)
        assert shelf.password_once(made_package) == ""
    path = shelf.place(made_package)
    assert b"qzjana" not in path.read_bytes()
    with pytest.raises(RuntimeError), zipfile.ZipFile(path) as locked:
        locked.read("copy.json")
    with pyzipper.AESZipFile(path) as packed:
        packed.setpassword(password.encode())
        parts = {name: packed.read(name) for name in packed.namelist()}
    assert {"copy.html", "copy.json", "copy.schema.json", "portable/people.vcf", "portable/tasks.ics"} <= set(parts)
    meetings = parts["portable/calendar.ics"].decode()
    assert meetings.count("BEGIN:VEVENT") == meetings.count("\r\nDTSTART:") == 1 and "LOCATION:qzjana" in meetings
    for letter in "ABCDEFG":
        assert f"qzjana{letter}".encode() in parts["copy.json"], letter
    assert b"qzjana inside" in b"".join(content for name, content in parts.items() if name.startswith("files/"))
    assert not [name for name, content in parts.items() if b"qzpetr" in content]
    assert json.loads(parts["copy.json"])["controller"]["name"]


@pytest.mark.promise("R6")
def test_an_erasure_is_not_complete_while_a_store_has_something_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kept.privacy.erasure.rows import Rows

    planted(world, "qzjana")
    subject = finding.subject_of(instance_id=world.ours.instance.pk, emails=["qzjana@example.com"])
    whole = Rows._end

    def skips(self: Rows, model: Any, rows: Any) -> int:
        return 0 if model._meta.label_lower == "activities.note" else whole(self, model, rows)

    with monkeypatch.context() as broken:
        broken.setattr(Rows, "_end", skips)
        certificate = erasing.erase(subject, reason="asked")
    assert certificate.state == State.UNFINISHED
    assert [one["what"] for one in certificate.report["left"]] == ["activities.note"]
    assert ledger.open_numbers() == [str(certificate.number)]
    with system("again", world.ours.instance.pk):
        again = Certificate.objects.get(number=certificate.number, instance_id=world.ours.instance.pk)
    assert erasing.finish(again).state == State.COMPLETE
    assert ledger.open_numbers() == []


@pytest.mark.promise("R6")
def test_an_erasure_that_was_killed_at_any_store_goes_on_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world.ours.instance.pk
    planted(world, "qzwholeq")
    whole = erasing.erase(finding.subject_of(instance_id=here, emails=["qzwholeq@example.com"]), reason="asked")
    for at, place in enumerate(stores()):
        planted(world, f"qzkilled{at}q")
        subject = finding.subject_of(instance_id=here, emails=[f"qzkilled{at}q@example.com"])
        asked = erasing.ask(subject, reason="asked")

        def killed(*_args: Any) -> int:
            raise SystemExit("killed")

        with monkeypatch.context() as broken:
            broken.setattr(type(place), "erase", killed)
            with pytest.raises(SystemExit):
                erasing.finish(asked, subject)
        with system("again", here):
            again = Certificate.objects.get(pk=asked.pk)
        assert again.state == State.ASKED and again.pending
        done = erasing.finish(again)
        assert done.state == State.COMPLETE, place.name
        assert done.report["gone"] == whole.report["gone"], f"killed at {place.name}, what went before is forgotten"
        assert done.report["at_least"] == [place.name]
        assert tables_with(world, f"qzkilled{at}q") == set(), place.name
    assert ledger.open_numbers() == []
