"""Many people at once, each with a mark in every column, file, letter, line and comment (QUALITY P5).

The copy of each holds all of theirs and nothing of anybody else; after an erasure there is no mark of theirs anywhere.
`KEPT_PROOFS=20` asks of 200 people; `make proofs` does.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
import pyzipper
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from kept.crm.activities.models import Note, Task
from kept.crm.acts.models import LongAct
from kept.crm.companies.models import Address, Company
from kept.crm.contacts.models import Contact, Position
from kept.crm.files.models import Attachment
from kept.crm.imports.starting import begin
from kept.crm.records.history import Change, Operation
from kept.crm.records.shared import ExternalId, SavedView
from kept.outside import files
from kept.outside.letter import Letter
from kept.outside.letterbox import WAITING
from kept.policy.holdings import holding_of
from kept.privacy.erasure import erasing, finding, package
from kept.privacy.erasure.models import State
from kept.privacy.erasure.rows import Rows
from kept.tenancy.fence import fenced_models
from kept.tenancy.opening import system
from tests.cast import Cast, World

MORE = int(os.environ.get("KEPT_PROOFS", "1"))
PEOPLE = 4 if MORE == 1 else 10 * MORE
NOT_MARKED = ("search", "sort_key", "email", "email2", "country", "tax_payer", "gender")


def mark(n: int) -> str:
    """What only the n-th person has."""
    return f"zq{n}qz"


def marked(model: Any, n: int, **values: Any) -> Any:
    """A row with the person's mark in every personal column that takes a text."""
    row = model.fresh(**values)
    for name in holding_of(model).personal:  # type: ignore[union-attr]
        field = model._meta.get_field(name)
        if name in values or name in NOT_MARKED or field.choices:
            continue
        if isinstance(field, models.CharField | models.TextField):
            setattr(row, name, f"{mark(n)}{name}"[: field.max_length])
        elif isinstance(field, ArrayField):
            setattr(row, name, [f"{mark(n)}{name}"])
        elif isinstance(field, models.JSONField):
            setattr(row, name, {"note": f"{mark(n)}{name}"})
    if hasattr(row, "index"):
        row.index()
    row.save(force_insert=True)
    return row


def plant(cast: Cast, n: int, beside: Any) -> list[str]:
    """A person in every table. Returns the marks that their copy must hold."""
    level, email = cast.level, f"{mark(n)}@example.com"
    natural = n % 3 == 0
    if natural:
        person = marked(Company, n, is_person=True, security_level=level)
        marked(Address, n, company=person, email=email, primary=True)
        whose: dict[str, Any] = {"company": person}
    else:
        person = marked(Contact, n, email=email, security_level=level)
        marked(Position, n, contact=person, company=beside)
        whose = {"contact": person}
    kind = "company" if natural else "contact"
    task = marked(Task, n, **whose, deadline="2030-01-01T00:00Z", security_level=level)
    for about in (whose, {"task": task}):
        marked(Note, n, **about)
    marked(ExternalId, n, kind=kind, record_id=person.pk)
    operation = Operation.fresh(act=f"{kind}.edited", kind=kind)
    operation.save()
    marked(Change, n, operation=operation, kind=kind, record_id=person.pk, act=Change.CHANGED)
    for about, text in ((whose, "in a file"), ({"task": task}, "in the file of a task")):
        file = marked(Attachment, n, **about, size=10, link="")
        files.write(cast.instance.pk, file.key, [f"{mark(n)} {text}".encode()])
    give = {"values": {"notice": f"{mark(n)} asks by {email}"}}
    LongAct.fresh(kind=kind, act="edit", plan=give, ids=[person.pk], total=1).save()
    Note.fresh(company=beside, text=f"ask {email.upper()} again").save()
    SavedView.fresh(kind="contact", name="mine", membership=cast.alice, query={"q": email}).save()
    WAITING.put(Letter("L5", "email", email, "Hello", f"{mark(n)} letter", person={"instance_id": cast.instance.pk}))
    told = [f"{mark(n)} in a file", f"{mark(n)} in the file of a task"]
    return [email, *told, f"{mark(n)}text", f"{mark(n)}values", f"{mark(n)} letter", f"{mark(n)} asks"]


def marks_anywhere(cast: Cast, folder: Path, n: int) -> set[str]:
    """Where a mark stands: tables of the instance, files (opened), letters, logs, anything on the disk."""
    found = set()
    here = cast.instance.pk
    with system("looking", here), connection.cursor() as cursor:
        for model in fenced_models():
            asked = f'SELECT count(*) FROM "{model._meta.db_table}" t WHERE t::text ILIKE %s'  # noqa: S608
            cursor.execute(asked, [f"%{mark(n)}%"])
            if cursor.fetchone()[0]:
                found.add(model._meta.db_table)
        for path in (folder / "files" / str(here)).rglob("*-*"):
            try:
                content = b"".join(files.read(here, UUID(path.name)))
            except (ValueError, FileNotFoundError):
                continue
            if mark(n).encode() in content:
                found.add("a file")
    for path in folder.rglob("*"):
        if path.is_file() and mark(n).encode() in path.read_bytes():
            found.add(path.relative_to(folder).parts[0])
    return found


@pytest.fixture
def town(world: World, tmp_path: Path, settings: Any) -> dict[int, list[str]]:
    """Everybody, an imported file with all of them, and a log that speaks of them."""
    settings.DATA_DIR = tmp_path
    cast = world.ours
    with system("planting", cast.instance.pk) as passage:
        beside = Company.fresh(name="Papírna", security_level=cast.level)
        beside.index()
        beside.save()
        wanted = {n: plant(cast, n, beside) for n in range(1, PEOPLE + 1)}
        for n in wanted:
            begin(passage, "contact", f"{n}.csv", [f"Name,E-mail\n{mark(n)},{mark(n)}@example.com\n".encode()])
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "server.log").write_text("".join(f"could not reach {mark(n)}@example.com\n" for n in wanted))
    return wanted


@pytest.mark.promise("R2")
@pytest.mark.promise("R6")
def test_everybody_gets_all_of_theirs_and_nothing_is_left(
    world: World, town: dict[int, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Compressed, a PDF would hide its words from us; it is printed from the page that is looked at.
    monkeypatch.setattr("kept.privacy.erasure.printing.pdf", lambda html: None)
    draw, here = Random(7), world.ours.instance.pk
    order = draw.sample(sorted(town), PEOPLE)
    going, staying = order[: PEOPLE // 2], order[PEOPLE // 2 :]
    for n in order:
        subject = finding.subject_of(instance_id=here, emails=[f"{mark(n)}@example.com"])
        copy = package.make(subject, language="en")
        with pyzipper.AESZipFile(copy.path) as packed:
            packed.setpassword(copy.password.encode())
            content = b"\n".join(packed.read(name) for name in packed.namelist()).decode("utf-8", "replace")
        assert [one for one in town[n] if one not in content] == [], n
        assert [other for other in town if other != n and mark(other) in content] == [], n
    before = {n: marks_anywhere(world.ours, tmp_path, n) for n in staying}
    for n in going:
        subject = finding.subject_of(instance_id=here, emails=[f"{mark(n)}@example.com"])
        certificate = erasing.erase(subject, reason="asked")
        assert (certificate.state, certificate.report["left"]) == (State.COMPLETE, []), n
    assert {n: places for n in going if (places := marks_anywhere(world.ours, tmp_path, n))} == {}
    assert {n: marks_anywhere(world.ours, tmp_path, n) for n in staying} == before
    everywhere = {"contacts_contact", "activities_note", "records_change", "acts_longact", "a file", "mail", "log"}
    assert everywhere <= set().union(*before.values())


@pytest.mark.parametrize("skipped", ["activities.task", "contacts.position", "records.externalid"])
def test_a_table_that_is_skipped_is_caught(
    world: World, town: dict[int, list[str]], monkeypatch: pytest.MonkeyPatch, skipped: str
) -> None:
    whole = Rows._end
    monkeypatch.setattr(
        Rows, "_end", lambda self, model, rows: 0 if model._meta.label_lower == skipped else whole(self, model, rows)
    )
    subject = finding.subject_of(instance_id=world.ours.instance.pk, emails=[f"{mark(1)}@example.com"])
    certificate = erasing.erase(subject, reason="asked")
    assert certificate.state == State.UNFINISHED
    assert skipped in {one["what"] for one in certificate.report["left"]}
