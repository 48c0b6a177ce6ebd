"""The ledger: outside the database, free of personal data, proven line by line, and replayed after a restore."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.policy.stores import Subject
from kept.privacy.erasure import erasing, finding, ledger
from kept.privacy.erasure.models import Certificate, State
from kept.privacy.erasure.replaying import replay
from kept.tenancy.opening import system
from tests.cast import World
from tests.making import made


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def three() -> list[str]:
    """A ledger of three lines. Returns them."""
    for number in "abc":
        ledger.append(Subject(1, {"contacts.contact": (7,)}, frozenset({"jana@example.com"})), number)
    return ledger.place().read_text().splitlines()


@pytest.mark.promise("R6")
def test_the_ledger_names_nobody_and_proves_itself() -> None:
    assert "jana" not in "".join(three())
    assert [line.number for line in ledger.lines()] == ["a", "b", "c"]
    assert ledger.open_numbers() == ["a", "b", "c"]


@pytest.mark.parametrize("harm", ["changed", "dropped", "reordered", "torn"])
def test_a_ledger_that_was_touched_is_found_out(harm: str) -> None:
    lines = three()
    broken = {
        "changed": [lines[0], lines[1].replace("[7]", "[8]"), lines[2]],
        "dropped": [lines[0], lines[2]],
        "reordered": [lines[1], lines[0], lines[2]],
        "torn": lines[:2],
    }[harm]
    ledger.place().write_text("\n".join(broken) + "\n")
    with pytest.raises(ledger.Tampered):
        list(ledger.lines())
    with pytest.raises(ledger.Tampered):
        ledger.append(Subject(1), "d")
    with pytest.raises(CommandError):
        call_command("replay_erasures")


def test_a_line_cut_off_by_a_crash_was_never_written() -> None:
    three()
    with ledger.place().open("a") as file:
        file.write('{"n":4,"act":"as')
    assert len(list(ledger.lines())) == 3
    ledger.append(Subject(1), "d")
    assert [line.number for line in ledger.lines()] == ["a", "b", "c", "d"]


def test_nothing_is_erased_when_the_ledger_cannot_be_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková", email="jana@example.com")
    here = world.ours.instance.pk

    def full(*_args: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(ledger.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        erasing.erase(finding.subject_of(instance_id=here, emails=["jana@example.com"]), reason="asked")
    with system("tests", here):
        assert Contact.objects.get(pk=pk).last_name == "Dvořáková"
        assert not Certificate.objects.exists()


def erased_and_restored(world: World) -> int:
    """A person who is erased, and whose row comes back from a backup of the day before, without the certificate."""
    pk = made(world, CONTACTS, last_name="Dvořáková", email="jana@example.com", phone="777 123 456")
    here = world.ours.instance.pk
    with system("tests", here):
        before = dict(Contact.objects.filter(pk=pk).values().get())
    erasing.erase(finding.subject_of(instance_id=here, emails=["jana@example.com"]), reason="asked")
    with system("tests", here):
        assert Contact.objects.get(pk=pk).email == ""
        Contact.objects.filter(pk=pk).update(**{k: v for k, v in before.items() if k not in ("id", "instance_id")})
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM erasure_certificate")
        assert Contact.objects.get(pk=pk).email == "jana@example.com"
    return pk


@pytest.mark.promise("R6")
@pytest.mark.promise("D4")
def test_who_was_erased_does_not_come_back_with_a_restore(world: World) -> None:
    pk = erased_and_restored(world)
    call_command("replay_erasures")
    with system("tests", world.ours.instance.pk):
        contact = Contact.objects.get(pk=pk)
        assert (contact.email, contact.phone) == ("", "") and "Dvořáková" not in str(contact)
        assert Certificate.objects.get().state == State.COMPLETE
    assert replay().gone == 0  # twice is once


def test_without_a_replay_they_would_be_back(world: World) -> None:
    pk = erased_and_restored(world)
    ledger.place().unlink()
    ledger.place().with_suffix(".end").unlink()
    assert replay().lines == 0
    with system("tests", world.ours.instance.pk):
        assert Contact.objects.get(pk=pk).email == "jana@example.com"


def test_somebody_else_who_gets_the_number_later_is_not_taken_for_them(world: World) -> None:
    pk = erased_and_restored(world)
    with system("tests", world.ours.instance.pk):
        Contact.objects.filter(pk=pk).update(
            created_at="2031-01-01T00:00Z", last_name="Novák", email="petr@example.com", email2=""
        )
    replay()
    with system("tests", world.ours.instance.pk):
        assert Contact.objects.get(pk=pk).last_name == "Novák"


def test_a_digest_of_an_address_finds_it_again(world: World) -> None:
    made(world, CONTACTS, last_name="Dvořáková", email="Jana@Example.com")
    here = world.ours.instance.pk
    ledger.append(Subject(here, {}, frozenset({"jana@example.com"})), "x")
    line = next(iter(ledger.lines()))
    assert json.dumps(line.emails).count("jana") == 0
    from kept.privacy.erasure.replaying import subject_of_lines

    assert subject_of_lines(here, [line]).emails == {"jana@example.com"}
