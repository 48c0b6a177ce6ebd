"""The journey of a file through the pages: choose, columns, check, import, undo; and whom the pages admit."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client

from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact
from kept.crm.imports import jobs
from kept.crm.imports.models import Import
from kept.crm.nouns.tests.test_list import signed_in
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from kept.tenancy.jobs import Job
from kept.tenancy.opening import system
from tests.cast import World, at_the_door

PEOPLE = (
    "First Name;Last Name;E-mail;Company;Shoe size\nJan;Novák;jan@example.com;Papírna;42\nEva;Nová;eva@@example;;37\n"
)
COLUMNS = {"column-0": "first_name", "column-1": "last_name", "column-2": "email", "column-3": "company",
           "duplicates": "skip", "bad": "keep", "new_companies": "on"}  # fmt: skip


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Jobs that were queued, instead of a worker."""
    queued: list[tuple[str, int]] = []
    monkeypatch.setattr(Job, "later", lambda self, access, **ids: queued.append((self.name, ids["import_id"])))
    return queued


def work_off(world: World, queue: list[tuple[str, int]], name: str = "bob") -> None:
    """Do what the worker would."""
    for job, pk in queue:
        with at_the_door(world.ours, name) as access:
            {"imports.check": jobs.check, "imports.run": jobs.run}[job].now(access, import_id=pk)
    queue.clear()


def upload(client: Client, text: str = PEOPLE, **data: Any) -> Any:
    file = io.BytesIO(text.encode())
    file.name = "people.csv"
    return client.post("/ours/imports/", {"kind": "contact", "file": file, **data})


def test_a_file_goes_all_the_way_and_back(world: World, client: Client, queue: list[tuple[str, int]]) -> None:
    with system("tests", world.ours.instance.pk):
        reason = LegalTitleTemplate.objects.create(
            instance=world.ours.instance, name="Met at a fair", basis="LEGITIMATE_INTEREST", months=24
        )
    signed_in(client, world.ours, "bob")
    address = upload(client)["Location"]
    shown = client.get(address).content.decode()
    assert "Shoe size" in shown
    assert "Met at a fair" in shown
    assert client.post(address, COLUMNS | {"column-4": "", "reason": str(reason.pk)}).status_code == 302
    assert queue == [("imports.check", int(address.split("/")[-2]))]
    assert (
        "lines looked at" in client.get(address).content.decode()
        or "Looking at" in client.get(address).content.decode()
    )
    work_off(world, queue)
    checked = client.get(address).content.decode()
    assert "Import 1 line" in checked
    assert "eva@@example" in checked
    client.post(f"{address}run/")
    work_off(world, queue)
    done = client.get(address).content.decode()
    assert "Undo the whole import" in done
    with system("tests", world.ours.instance.pk):
        person = Contact.objects.get()
        assert person.positions.get().company.name == "Papírna"
        title = LegalTitle.objects.get(contact=person)
        assert (title.template_id, title.valid_till.year) == (reason.pk, title.valid_from.year + 2)
    bad = client.get(f"{address}bad/").getvalue().decode()
    assert "eva@@example" in bad
    assert "What is wrong" in bad
    client.post(f"{address}undo/")
    with system("tests", world.ours.instance.pk):
        assert not Contact.objects.kept().exists()
        assert not Company.objects.kept().exists()
        assert Import.objects.get().state == Import.State.UNDONE


def test_after_an_undo_the_same_file_comes_in_again(world: World, client: Client, queue: list[tuple[str, int]]) -> None:
    signed_in(client, world.ours, "bob")
    for _time in (1, 2):
        address = upload(client, "Last Name;External ID\nNovák;n-1\n")["Location"]
        client.post(address, {"column-0": "last_name", "column-1": "+external", "duplicates": "update", "bad": "keep"})
        work_off(world, queue)
        client.post(f"{address}run/")
        work_off(world, queue)
        with system("tests", world.ours.instance.pk):
            assert Contact.objects.kept().count() == 1
            assert Import.objects.latest("pk").created == 1
        client.post(f"{address}undo/")


def test_what_cannot_be_read_is_said_on_the_page_and_nothing_is_kept(world: World, client: Client) -> None:
    signed_in(client, world.ours, "bob")
    for text, says in (("", "empty"), ("%PDF-1.7", "PDF"), ("Last Name\n", "no line below")):
        answer = upload(client, text)
        assert answer.status_code == 422
        assert says in answer.content.decode()
    with system("tests", world.ours.instance.pk):
        assert not Import.objects.exists()
    assert client.post("/ours/imports/", {"kind": "contact"}).status_code == 422


def test_two_columns_cannot_become_one_field_and_a_name_is_needed(
    world: World, client: Client, queue: list[tuple[str, int]]
) -> None:
    signed_in(client, world.ours, "bob")
    address = upload(client)["Location"]
    twice = client.post(address, COLUMNS | {"column-0": "last_name"})
    assert twice.status_code == 422
    assert "Two columns become the same field" in twice.content.decode()
    nameless = client.post(address, COLUMNS | {"column-1": ""})
    assert nameless.status_code == 422
    assert "nothing can be imported without it" in nameless.content.decode()
    assert not queue


def test_only_who_may_import_enters_and_an_import_is_its_makers(world: World, client: Client) -> None:
    address = upload(signed_in(client, world.ours, "bob"))["Location"]
    for cast, name, status in (
        (world.ours, "carol", 404), (world.ours, "dan", 404), (world.theirs, "mallory", 404), (world.ours, "alice", 200),
    ):  # fmt: skip
        signed_in(client, cast, name)
        assert client.get(address).status_code == status, name
    assert signed_in(client, world.ours, "carol").get("/ours/imports/").status_code == 403
    assert client.get("/ours/contacts/import/").status_code == 403


def test_a_right_taken_away_stops_a_job_that_is_queued(
    world: World, client: Client, queue: list[tuple[str, int]]
) -> None:
    signed_in(client, world.ours, "bob")
    address = upload(client)["Location"]
    client.post(address, COLUMNS)
    work_off(world, queue)
    client.post(f"{address}run/")
    with system("tests", world.ours.instance.pk):
        world.ours.bob.role = "READONLY"
        world.ours.bob.save()
    work_off(world, queue)
    with system("tests", world.ours.instance.pk):
        assert Import.objects.get().state == Import.State.FAILED
        assert not Contact.objects.exists()


def test_a_file_can_be_read_again_in_another_encoding(world: World, client: Client) -> None:
    signed_in(client, world.ours, "bob")
    file = io.BytesIO("Příjmení;Město\nŘíhová;Žďár\n".encode("cp1250"))
    file.name = "people.csv"
    address = client.post("/ours/imports/", {"kind": "contact", "file": file})["Location"]
    assert "Říhová" in client.get(address).content.decode()
    client.post(address, {"read": "1", "encoding": "cp1252", "delimiter": ";"})
    assert "Øíhová" in client.get(address).content.decode()


def test_a_file_above_the_limit_is_refused_with_the_limit(world: World, client: Client, settings: Any) -> None:
    settings.IMPORT_MEGABYTES = 1
    signed_in(client, world.ours, "bob")
    answer = upload(client, "Last Name\n" + "Novák\n" * 200_000)
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.content.decode()
    with system("tests", world.ours.instance.pk):
        assert not Import.objects.exists()


def test_people_of_another_instance_are_never_taken_for_duplicates(world: World) -> None:
    from kept.crm.imports.tests.stage import imported
    from kept.crm.imports.twins import twins

    person = "Last Name;E-mail;Phone\nNovák;jan@example.com;+420 608 000 114\n"
    with at_the_door(world.theirs, "mallory") as access:
        assert imported(access, "contact", person).created == 1
        assert len(twins("contacts_contact", ["jan@example.com"], ["608000114"])) == 2
    with at_the_door(world.ours, "bob") as access:
        assert twins("contacts_contact", ["jan@example.com"], ["608000114"]) == []
        assert imported(access, "contact", person).created == 1


def test_people_whom_a_level_hides_are_not_told_of_by_a_duplicate(world: World) -> None:
    from kept.crm.imports.tests.stage import imported
    from kept.grants.models import SecurityLevel

    person = "Last Name;E-mail\nNovák;jan@example.com\n"
    with at_the_door(world.ours, "alice") as access:
        imported(access, "contact", person)
        secret = SecurityLevel.fresh(name="Board")
        secret.save()
        Contact.objects.update(security_level=secret)
    with at_the_door(world.ours, "bob") as access:
        entry = imported(access, "contact", person)
        assert (entry.created, entry.skipped) == (1, 0)
