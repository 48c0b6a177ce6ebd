"""A new key for one instance: both open meanwhile, nothing is lost, and the old one goes when nothing needs it."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from kept.outside import files, keys, keys_instances, keys_shares
from kept.outside.keys_roots import WrongRootKey
from kept.outside.models import InstanceKey
from kept.policy import clock
from kept.tenancy.opening import system
from tests.cast import World


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA_DIR = tmp_path
    monkeypatch.delenv("KEPT_ROOT_KEY_FILE", raising=False)
    return tmp_path


@pytest.fixture
def ours(world: World) -> int:
    return int(world.ours.instance.pk)


def written(instance: int, words: bytes) -> UUID:
    key = uuid4()
    with system("tests", instance):
        files.write(instance, key, [words])
    return key


def read(instance: int, key: UUID) -> bytes:
    with system("tests", instance):
        return b"".join(files.read(instance, key))


def kept(instance: int) -> list[int]:
    with system("tests", instance):
        return list(InstanceKey.objects.order_by("number").values_list("number", flat=True))


@pytest.mark.promise("D2")
def test_both_keys_open_until_all_is_sealed_anew_and_then_the_old_one_goes(ours: int, world: World) -> None:
    theirs = world.theirs.instance.pk
    before = {written(ours, os.urandom(size)): None for size in (0, 5, 70_000, 200_000)}
    before = {key: read(ours, key) for key in before}
    other = written(theirs, b"theirs")
    sealed = {path: path.read_bytes() for path, _key in keys_instances.stored(theirs)}
    assert keys_instances.rotate(ours) == 2 and kept(ours) == [1, 2]
    after = written(ours, b"written after")
    assert {key: read(ours, key) for key in before} == before and read(ours, after) == b"written after"
    done = keys_instances.reseal(ours)
    assert (done.anew, done.right, done.damaged, done.keys_gone) == (4, 1, 0, 0)
    assert {key: read(ours, key) for key in before} == before
    done = keys_instances.reseal(ours)
    assert (done.anew, done.right, done.keys_gone) == (0, 5, 0), "somebody may still be writing with the old one"
    with clock.moved(clock.now() + timedelta(hours=2)):
        assert keys_instances.reseal(ours).keys_gone == 1
    assert kept(ours) == [2]
    assert {key: read(ours, key) for key in before} == before and read(ours, after) == b"written after"
    assert read(theirs, other) == b"theirs" and kept(theirs) == [1]
    assert {path: path.read_bytes() for path, _key in keys_instances.stored(theirs)} == sealed


@pytest.mark.promise("D2")
def test_the_old_key_stays_while_a_file_needs_it(ours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: a walk that passes a file by does not lose it."""
    key = written(ours, b"passed by")
    keys_instances.rotate(ours)
    honest = keys_instances._anew
    monkeypatch.setattr(keys_instances, "_anew", lambda *args: False)
    with clock.moved(clock.now() + timedelta(hours=2)):
        done = keys_instances.reseal(ours)
        assert (done.damaged, done.keys_gone) == (1, 0) and kept(ours) == [1, 2]
        monkeypatch.setattr(keys_instances, "_anew", honest)
        assert keys_instances.reseal(ours).anew == 1
        assert keys_instances.reseal(ours).keys_gone == 1
    assert read(ours, key) == b"passed by"


@pytest.mark.promise("D2")
def test_killed_in_the_middle_of_a_file_it_is_whole_and_the_walk_goes_on(
    ours: int, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    words = os.urandom(200_000)
    all_of_them = [written(ours, words) for _each in range(3)]
    keys_instances.rotate(ours)
    honest, times = keys_instances.exchange, iter(range(9))

    def killed(one: Path, other: Path) -> None:
        if next(times) == 1:
            raise KeyboardInterrupt
        honest(one, other)

    with monkeypatch.context() as patch:
        patch.setattr(keys_instances, "exchange", killed)
        with pytest.raises(KeyboardInterrupt):
            keys_instances.reseal(ours)
    assert [read(ours, key) for key in all_of_them] == [words] * 3
    assert keys_instances.reseal(ours).anew == 2
    assert [path.name for path in folder.rglob(".*") if path.is_file() and "files" in path.parts] == []


@pytest.mark.promise("D2")
def test_who_reads_while_it_is_sealed_anew_reads_to_the_end(ours: int) -> None:
    words = os.urandom(500_000)
    key = written(ours, words)
    with system("tests", ours):
        reading = files.read(ours, key)
    keys_instances.rotate(ours)
    keys_instances.reseal(ours)
    assert b"".join(reading) == words


@pytest.mark.promise("R6")
def test_a_file_deleted_while_it_is_sealed_anew_stays_deleted(ours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    key = written(ours, b"erased meanwhile")
    keys_instances.rotate(ours)
    honest = keys_instances.exchange

    def late(one: Path, other: Path) -> None:
        with system("tests", ours):
            assert files.delete(ours, key)
        honest(one, other)

    monkeypatch.setattr(keys_instances, "exchange", late)
    assert keys_instances.reseal(ours).anew == 0
    with system("tests", ours):
        assert not files.exists(ours, key)


@pytest.mark.promise("L1")
@pytest.mark.promise("D8")
def test_a_row_from_a_backup_opens_nothing_once_the_instance_has_ended(ours: int) -> None:
    key = written(ours, b"in a backup")
    [(path, _key)] = keys_instances.stored(ours)
    sealed = path.read_bytes()
    with system("tests", ours):
        [row] = InstanceKey.objects.values("number", "wrapped", "shared", "created_at")
        keys.destroy(ours)
        InstanceKey.objects.create(instance_id=ours, **row)  # out of a backup of yesterday, with its files
    path.write_bytes(sealed)
    with pytest.raises(WrongRootKey, match="it has ended"):
        read(ours, key)
    assert not keys_shares.place(ours).exists()
