"""A file that the scanner has not passed holds no archive up: it stays behind, and the manifest names it (R5, D9)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kept.crm.contacts.noun import CONTACTS
from kept.crm.files.models import Attachment
from kept.outside import held
from kept.outside.held import Held
from kept.privacy.leaving.unpacking import Unpacking
from kept.tenancy.opening import system
from tests.cast import World
from tests.leaving.test_coming_back import brought, new_home, taken_out
from tests.making import browser_of, made
from tests.scanners import scanner
from tests.scanning.test_doors import send


@pytest.fixture
def socket(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.DATA_DIR = tmp_path
    with tempfile.TemporaryDirectory(prefix="scan") as short:
        settings.SCANNER = {"address": f"unix:{Path(short) / 's'}", "away": "wait"}
        yield Path(short) / "s"


@pytest.mark.promise("R5", "D9")
@pytest.mark.parametrize(("found", "why"), [("", held.WAITING), ("Eicar-Test", held.UNSAFE)])
def test_a_file_that_is_not_passed_stays_behind_and_the_rest_goes(
    world: World, socket: Path, settings: Any, found: str, why: str
) -> None:
    bob, pk = browser_of(world, "bob"), made(world, CONTACTS, last_name="Dvořáková")
    with scanner(socket):
        assert send(bob, pk, b"passed 1").status_code == 302
    assert send(bob, pk, b"waits 2").status_code == 302  # it is away
    with system("tests", world.ours.instance.pk):
        passed, waits = Attachment.objects.order_by("pk")
        assert Held.objects.filter(key=waits.key).update(found=found) == 1
    archive = taken_out(world.ours)
    unpacking = Unpacking(*archive)
    assert unpacking.manifest["files_left_out"] == {f"files/{waits.pk}.txt": why}
    assert f"files/{passed.pk}.txt" in unpacking.members and f"files/{waits.pk}.txt" not in unpacking.members
    with unpacking.member("files/index.csv") as index:
        assert f"files/{waits.pk}.txt".encode() not in index.read(100_000)
    unpacking.close()
    settings.SCANNER = {"address": "", "away": "wait"}
    home = new_home(world)
    assert brought(home, archive).files == 1
    with system("tests", home.instance.pk):
        assert [row.name for row in Attachment.objects.all()] == [passed.name]
