"""The command line imports as a member, and says what it did."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kept.crm.contacts.models import Contact
from kept.crm.imports.tests.stage import DATA
from kept.tenancy.opening import system
from tests.cast import World


def run(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_records", *words, "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


def test_public_data_comes_in_by_one_line(world: World) -> None:
    whose = ("--instance", "ours", "--as", "alice@ours.example")
    firms = run(str(DATA / "companies-sp500.csv"), *whose, "--noun", "companies", "--new-fields", "--new-values")
    people = run(str(DATA / "contacts-us-congress.csv"), *whose, "--new-fields", "--map", "Full Name=")
    offices = run(str(DATA / "offices-us-congress.csv"), *whose, "--noun", "addresses")
    assert [(one["created"], one["failed"]) for one in (firms, people, offices)] == [(503, 0), (537, 0), (1312, 0)], (
        people
    )


def test_a_dry_run_writes_nothing_and_foresees_what_the_run_does(world: World, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Last Name,E-mail,Company\nNovák,jan@example.com,New firm\nBad,nobody,\nNovák,JAN@example.com,\n")
    whose = (str(file), "--instance", "ours", "--as", "bob@ours.example")
    foreseen = run(*whose, "--dry-run")
    with system("tests", world.ours.instance.pk):
        assert not Contact.objects.exists()
    done = run(*whose, "--bad", str(tmp_path / "bad.csv"))
    for name in ("lines", "created", "updated", "skipped", "failed"):
        assert foreseen[name] == done[name], name
    assert (done["created"], done["skipped"], done["failed"]) == (1, 1, 1)
    assert "nobody" in (tmp_path / "bad.csv").read_text()
    assert run("--instance", "ours", "--as", "bob@ours.example", "--undo", str(done["id"]))["records"] == 2


def test_it_refuses_who_may_not_and_what_is_not_there(world: World, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Last Name\nNovák\n")
    for words, says in (
        (("--instance", "ours", "--as", "carol@ours.example"), "may not"),
        (("--instance", "ours", "--as", "mallory@theirs.example"), "no member"),
        (("--instance", "nowhere", "--as", "bob@ours.example"), "no instance"),
        (("--instance", "ours", "--as", "bob@ours.example", "--map", "Surname=last_name"), "no column"),
        (("--instance", "ours", "--as", "bob@ours.example", "--map", "Last Name=soul"), "no field"),
    ):
        with pytest.raises(CommandError, match=says):
            run(str(file), *words)
