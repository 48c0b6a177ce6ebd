"""Bringing an archive in from the command line, and comparing two."""

from __future__ import annotations

import shutil
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kept.crm.contacts.models import Contact
from kept.privacy.leaving.management.commands import instance
from kept.tenancy.opening import system
from tests.cast import World
from tests.leaving.forging import edit, forged
from tests.leaving.test_coming_back import new_home, taken_out
from tests.marked import MARKER, furnish


@pytest.mark.promise("R5")
def test_an_archive_comes_in_by_the_command_line_and_two_are_compared(
    world: World, monkeypatch: Any, tmp_path: Any
) -> None:
    furnish(world.ours)
    archive = taken_out(world.ours)
    file = tmp_path / "archive.zip"
    shutil.copy(archive[0], file)
    monkeypatch.setenv(instance.PASSWORD, archive[1])
    home, said = new_home(world), StringIO()
    call_command(
        "instance", "bring", home.instance.slug, "--from", str(file), "--as", "alice@ours.example", stdout=said
    )
    assert "came in" in said.getvalue()
    with system("tests", home.instance.pk):
        assert Contact.objects.filter(last_name=MARKER).exists()
    call_command("instance", "compare", str(file), str(archive[0]), stdout=said)
    assert "all that the first does" in said.getvalue()
    other = forged(archive, edit("contacts.contact", last_name="Another"))
    monkeypatch.setattr(instance, "asked", lambda place: archive[1] if place == file else other[1])
    with pytest.raises(SystemExit):
        call_command("instance", "compare", str(file), str(other[0]), stdout=said)
    with pytest.raises(CommandError, match="not empty"):
        call_command("instance", "bring", home.instance.slug, "--from", str(file), "--as", "alice@ours.example")
    with pytest.raises(CommandError, match="no member"):
        call_command("instance", "bring", home.instance.slug, "--from", str(file), "--as", "bob@ours.example")
