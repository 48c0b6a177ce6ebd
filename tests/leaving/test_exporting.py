"""Taking everything along."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import pyzipper  # type: ignore[import-untyped]

from kept.privacy.leaving import takeouts
from kept.privacy.leaving.models import Takeout
from tests.cast import World, at_the_door
from tests.marked import MARKER, furnish

PASSWORD = "lime tree"


def taken(world: World, who: str = "alice", cast: Any = None) -> tuple[Path, str]:
    """Have an archive made. Returns where it lies, and its password."""
    with at_the_door(cast or world.ours, who) as access:
        asked = takeouts.ask(access)
        takeouts.make(asked, access)
        return asked.place, takeouts.password_once(asked)


def opened(place: Path, password: str) -> dict[str, bytes]:
    with pyzipper.AESZipFile(place) as archive:
        archive.setpassword(password.encode())
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.promise("R5")
def test_everything_is_in_it_and_the_manifest_names_every_member(world: World) -> None:
    furnish(world.ours)
    furnish(world.theirs, "theirmark")
    found = opened(*taken(world))
    manifest = json.loads(found["manifest.json"])
    assert set(manifest["members"]) == set(found) - {"manifest.json"}
    for name, said in manifest["members"].items():
        assert hashlib.sha256(found[name]).hexdigest() == said["sha256"]
    contacts = [json.loads(line) for line in found["data/contacts.contact.jsonl"].splitlines()]
    assert any(row["custom"] == {"mark_00000": MARKER} for row in contacts)
    assert [name for name in found if name.endswith(".txt")]
    assert not any(b"theirmark" in content for content in found.values())


@pytest.mark.promise("L5", "D7")
def test_no_secret_is_in_it_and_nothing_can_be_read_without_the_password(world: World) -> None:
    ids = furnish(world.ours)
    place, password = taken(world)
    whole = place.read_bytes()
    assert MARKER.encode() not in whole
    found = opened(place, password)
    assert not any(b"argon2" in content or b"secret_hash" in content for content in found.values())
    with pytest.raises(RuntimeError):
        opened(place, "another")
    assert ids


@pytest.mark.promise("R5")
def test_the_password_is_shown_once(world: World) -> None:
    with at_the_door(world.ours, "alice") as access:
        asked = takeouts.ask(access)
        assert takeouts.password_once(asked)
        assert takeouts.password_once(Takeout.objects.get(pk=asked.pk)) == ""
