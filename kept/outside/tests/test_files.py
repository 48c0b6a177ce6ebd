"""Files come back as they were written, to their own instance only, or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kept.outside import files, keys
from kept.outside.keys_roots import WrongRootKey
from kept.outside.sealing import FRAME, MAGIC, SALT, TAG
from kept.tenancy.models import NoInstance
from kept.tenancy.opening import system
from tests.cast import World

HEAD = len(MAGIC) + SALT


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def here(world: World) -> Iterator[int]:
    with system("tests", world.ours.instance.pk):
        yield world.ours.instance.pk


def on_disk(folder: Path, instance_id: int, key: UUID) -> Path:
    return folder / "files" / str(instance_id) / key.hex[:2] / str(key)


@pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 17])
def test_what_is_read_is_what_was_written_whatever_its_size(here: int, size: int) -> None:
    plain, key = os.urandom(size), uuid4()
    written = files.write(here, key, (plain[at : at + 1000] for at in range(0, size, 1000)))
    assert written == (size, hashlib.sha256(plain).hexdigest())
    assert b"".join(files.read(here, key)) == plain


def test_the_disk_holds_nothing_of_the_text(here: int, folder: Path) -> None:
    key = uuid4()
    files.write(here, key, [b"Jana Novakova " * 9000])
    assert b"Novakova" not in on_disk(folder, here, key).read_bytes()


def test_a_flipped_bit_anywhere_is_refused(here: int, folder: Path) -> None:
    key = uuid4()
    files.write(here, key, [os.urandom(2 * FRAME)])
    path = on_disk(folder, here, key)
    whole = path.read_bytes()
    for place in (0, len(MAGIC) + 3, HEAD, HEAD + FRAME + TAG + 5, len(whole) - 1):
        broken = bytearray(whole)
        broken[place] ^= 1
        path.write_bytes(broken)
        with pytest.raises(files.Damaged):
            b"".join(files.read(here, key))
    path.write_bytes(whole)
    assert len(b"".join(files.read(here, key))) == 2 * FRAME


def test_swapped_dropped_and_repeated_frames_are_refused(here: int, folder: Path) -> None:
    key = uuid4()
    files.write(here, key, [os.urandom(3 * FRAME)])
    path = on_disk(folder, here, key)
    head, rest = path.read_bytes()[:HEAD], path.read_bytes()[HEAD:]
    first, second, third = (rest[at : at + FRAME + TAG] for at in range(0, len(rest), FRAME + TAG))
    for frames in ([second, first, third], [first, second], [first, third], [first, second, third, third], [], [third]):
        path.write_bytes(head + b"".join(frames))
        with pytest.raises(files.Damaged):
            b"".join(files.read(here, key))


def test_a_file_cut_short_is_refused(here: int, folder: Path) -> None:
    key = uuid4()
    files.write(here, key, [os.urandom(FRAME + 100)])
    path = on_disk(folder, here, key)
    whole = path.read_bytes()
    for size in (0, 5, HEAD, HEAD + 10, HEAD + FRAME + TAG, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(files.Damaged):
            b"".join(files.read(here, key))


def test_a_file_in_anothers_place_is_refused(here: int, folder: Path) -> None:
    mine, other = uuid4(), uuid4()
    files.write(here, mine, [b"mine"])
    files.write(here, other, [b"other"])
    on_disk(folder, here, mine).write_bytes(on_disk(folder, here, other).read_bytes())
    with pytest.raises(files.Damaged):
        b"".join(files.read(here, mine))


@pytest.mark.promise("L5")
def test_a_file_of_another_instance_is_refused_even_when_its_bytes_are_carried_over(world: World, folder: Path) -> None:
    ours, theirs, key = world.ours.instance.pk, world.theirs.instance.pk, uuid4()
    with system("tests", theirs):
        files.write(theirs, key, [b"theirs"])
    with system("tests", ours):
        with pytest.raises(NoInstance):
            files.read(theirs, key)
        assert not files.exists(ours, key)
        files.write(ours, key, [b"ours"])
        on_disk(folder, ours, key).write_bytes(on_disk(folder, theirs, key).read_bytes())
        with pytest.raises(files.Damaged):
            b"".join(files.read(ours, key))


def test_a_broken_writing_leaves_nothing_and_a_taken_key_stays_as_it_was(here: int, folder: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the line went dead")

    key = uuid4()
    with pytest.raises(OSError, match="dead"):
        files.write(here, key, breaking())
    assert not [path for path in (folder / "files").rglob("*") if path.is_file()]
    files.write(here, key, [b"first"])
    with pytest.raises(FileExistsError):
        files.write(here, key, [b"second"])
    assert b"".join(files.read(here, key)) == b"first"


def test_deleting_says_whether_there_was_a_file(here: int) -> None:
    key = uuid4()
    files.write(here, key, [b"x"])
    assert files.exists(here, key) and files.delete(here, key)
    assert not files.exists(here, key) and not files.delete(here, key)
    with pytest.raises(FileNotFoundError):
        b"".join(files.read(here, key))


def test_without_its_key_an_instances_files_are_noise(here: int) -> None:
    key = uuid4()
    files.write(here, key, [b"gone"])
    keys.destroy(here)
    with pytest.raises(files.Damaged):
        b"".join(files.read(here, key))


def test_another_root_key_reads_nothing_and_ours_is_readable_by_its_owner_only(here: int, folder: Path) -> None:
    key = uuid4()
    files.write(here, key, [b"x"])
    root = folder / "keys" / "root.key"
    assert root.stat().st_mode & 0o777 == 0o600
    root.unlink()
    with pytest.raises(WrongRootKey):
        files.read(here, key)
