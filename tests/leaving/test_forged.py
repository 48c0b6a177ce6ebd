"""What comes from elsewhere is not believed: a damaged or forged archive is refused in a sentence, and nothing comes in."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from kept.crm.contacts.models import Contact
from kept.outside.places import data_folder
from kept.privacy.leaving import unpacking
from kept.privacy.leaving.columns import MOST_NUMBER
from kept.privacy.leaving.trouble import Refused
from kept.privacy.leaving.unpacking import Unpacking
from kept.tenancy.opening import system
from tests.cast import World
from tests.leaving.forging import Archive, Members, edit, forged, put, read, rows, written
from tests.leaving.test_coming_back import brought, new_home, taken_out
from tests.marked import furnish


@pytest.fixture
def archive(world: World) -> Archive:
    furnish(world.ours)
    return taken_out(world.ours)


def refused(world: World, archive: Archive) -> str:
    """Try to bring it in. Returns what was said; nothing of it is here."""
    home = new_home(world)
    before = {path for path in (data_folder() / "files").rglob("*") if path.is_file()}
    with pytest.raises(Refused) as said:
        brought(home, archive)
    with system("tests", home.instance.pk):
        assert Contact.objects.count() == 1, "the founder alone"
    assert {path for path in (data_folder() / "files").rglob("*") if path.is_file()} == before
    return " ".join(said.value.said)


def drop(name: str) -> Callable[[Members], Any]:
    return lambda members: members.pop(next(each for each in members if each.startswith(name)))


def twice(members: Members) -> None:
    found = rows(members, "contacts.contact")
    put(members, "contacts.contact", [*found, found[-1]])


def other_bytes(members: Members) -> None:
    name = next(each for each in members if each.startswith("files/") and "index" not in each)
    members[name] = b"#!/bin/sh\n"


def another_column(members: Members) -> None:
    found = rows(members, "contacts.contact")
    put(members, "contacts.contact", [{**row, "instance_id": 1} for row in found])


FORGERIES: dict[str, tuple[Callable[[Members], Any], str]] = {
    "a name too long": (edit("contacts.contact", first_name="x" * 121), "line 1: first_name: is longer"),
    "a number as a text": (edit("contacts.contact", version="1"), "version: is no whole number"),
    "a day that is none": (edit("contacts.contact", birthday="2026-02-30"), "birthday: is no day"),
    "a moment without a zone": (edit("contacts.contact", created_at="2026-02-03T10:00:00"), "is no moment"),
    "a day by its week": (edit("contacts.contact", birthday="2026-W05-1"), "birthday: is no day"),
    "a moment before all": (edit("contacts.contact", created_at="0001-01-01T00:00:00+14:00"), "is no moment"),
    "a number without end": (edit("companies.address", latitude="1e-99999999"), "latitude: is no number"),
    "half a letter": (lambda members: members.update({"data/records.tag.jsonl": b'{"id": 1, "name": "\\ud800"}\n'}), "is no JSON"),
    "a zero byte": (edit("activities.note", text="a\x00b"), "cannot be kept"),
    "a number that takes all": (edit("records.tag", id=MOST_NUMBER + 1), "is no number of a row"),
    "a contact of another": (edit("activities.note", contact_id=999_999_999), "names another that is not there"),
    "a member of nowhere": (edit("contacts.contact", owner_id=999_999_999), "names another that is not there"),
    "another instance": (another_column, "other columns"),
    "a row twice": (twice, "not higher"),
    "a row that is none": (lambda members: members.update({"data/records.tag.jsonl": b"[]\n"}), "is no row"),
    "no JSON": (lambda members: members.update({"data/records.tag.jsonl": b"{\n"}), "is no JSON"),
    "a kind less": (drop("data/records.tag.jsonl"), "is missing"),
    "a kind more": (lambda members: members.update({"data/identity.apikey.jsonl": b""}), "unknown"),
    "a name that escapes": (lambda members: members.update({"files/../../keys/root.key": b"x"}), "not as it was written"),
    "an absolute name": (lambda members: members.update({"/etc/passwd": b"x"}), "not as it was written"),
    "a file that is lost": (drop("files/"), "its file is missing"),
    "a file of another kind": (other_bytes, "not of the kind"),
    "a file of nobody": (lambda members: members.update({"files/99999.txt": b"x"}), "no row speaks of"),
    "a role that is none": (edit("identity.membership", role="ROOT"), "none of the values"),
    "settings that are none": (lambda members: members.update({"instance.json": b"[]"}), "not as it should be"),
    "history of no shape": (edit("records.change", values={"position": "x"}), "what was and what is"),
    "a link that runs": (edit("contacts.contact", website="javascript:alert(1)"), "web address"),
    "a file link that runs": (edit("files.attachment", link="javascript:alert(1)"), "web address"),
    "a field value that nests": (edit("contacts.contact", custom={"mark_00000": {"a": 1}}), "no single value"),
    "a page of its own in a file": (edit("files.attachment", content_type="text/html"), ""),
}  # fmt: skip


@pytest.mark.promise("R5", "D9")
@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_archive_is_refused_and_nothing_comes_in(world: World, archive: Archive, name: str) -> None:
    change, said = FORGERIES[name]
    if name == "a page of its own in a file":

        def change(members: Members) -> None:
            found = rows(members, "files.attachment")
            put(
                members,
                "files.attachment",
                [{**row, "content_type": "text/html"} if row["size"] else row for row in found],
            )

        said = "not of the kind"
    assert said in refused(world, forged(archive, change))


DAMAGE: dict[str, Callable[[Members], Any]] = {
    "a row less": lambda members: put(members, "contacts.contact", rows(members, "contacts.contact")[1:]),
    "a value changed": edit("contacts.contact", last_name="Another"),
    "a file less": drop("files/"),
    "a member more": lambda members: members.update({"data/more.jsonl": b"{}\n"}),
    "no manifest": drop("manifest.json"),
}


@pytest.mark.promise("R5")
@pytest.mark.parametrize("name", DAMAGE)
def test_what_does_not_fit_its_manifest_is_refused(world: World, archive: Archive, name: str) -> None:
    said = refused(world, forged(archive, DAMAGE[name], honest=False))
    assert (
        "damaged" in said or "no archive" in said or "than the manifest says" in said or "as the manifest says" in said
    )


@pytest.mark.promise("R5")
def test_a_flipped_byte_a_torn_file_and_a_wrong_password_are_refused(world: World, archive: Archive) -> None:
    place, _password = archive
    whole = place.read_bytes()
    with zipfile.ZipFile(place) as packed:
        large = [one for one in packed.infolist() if one.compress_size > 200]
        places = [one.header_offset + 60 + len(one.filename) + one.compress_size // 2 for one in large]
    for at in places[:: len(places) // 12]:  # of members that are needed, and of others
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        refused(world, archive)
    place.write_bytes(whole[: len(whole) // 2])
    refused(world, archive)
    place.write_bytes(whole)
    assert "password" in refused(world, (place, "not it"))
    place.write_bytes(b"nothing of the kind")
    assert "no archive" in refused(world, archive)


@pytest.mark.promise("D9")
def test_a_bomb_is_refused_before_it_goes_off(world: World, archive: Archive, monkeypatch: Any) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 10_000_000)
    bomb = forged(archive, lambda members: members.update({"tables/bomb.csv": b"0" * 20_000_000}))
    assert "larger than anything" in refused(world, bomb)
    liar = read(bomb)
    manifest = json.loads(liar["manifest.json"])
    manifest["members"]["tables/bomb.csv"]["bytes"] = 10
    liar["manifest.json"] = json.dumps(manifest).encode()
    place = written(liar, archive[0].with_name("liar.zip"))
    opened = Unpacking(*place)
    with pytest.raises(Refused), opened.member("tables/bomb.csv") as member:
        while member.read(1 << 16):
            assert member.size <= 1 << 17, "no more is read than was said"


@pytest.mark.promise("D9")
def test_a_directory_that_would_fill_the_memory_is_not_read(archive: Archive, monkeypatch: Any) -> None:
    monkeypatch.setattr(unpacking, "MOST_DIRECTORY", 100)
    with pytest.raises(Refused, match="too many members"):
        Unpacking(*archive)


@pytest.mark.promise("R5")
def test_every_wrong_line_is_told_not_the_first_alone(world: World, archive: Archive) -> None:
    def spoil(members: Members) -> None:
        edit("contacts.contact", first_name=7)(members)
        edit("activities.note", text=None)(members)

    said = refused(world, forged(archive, spoil))
    assert "contacts.contact.jsonl, line 1: first_name" in said and "activities.note.jsonl, line 1: text" in said
