"""The root in a key store, reached by a program of the operator's: a real one, in a process of its own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from kept.outside import files, keys, keys_found, keys_roots, keys_rotating
from kept.outside.keys_roots import WrongRootKey
from kept.tenancy.opening import system
from tests.cast import World
from tests.keys.test_roots import Held

PROGRAM = Path(__file__).with_name("kms.py")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setenv("KEPT_BACKUPS", str(tmp_path / "backups"))
    monkeypatch.setenv("KEPT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KEPT_CONFIG", str(tmp_path / "kept.toml"))
    monkeypatch.setenv("KMS_FOLDER", str(tmp_path / "kms"))
    monkeypatch.delenv("KEPT_ROOT_KEY_FILE", raising=False)
    (tmp_path / "kms").mkdir()
    keys_roots._opened.cache_clear()
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Callable[[str], None]:
    """Use the key store, with a key of this name that wraps from now on."""

    def use(name: str) -> None:
        (folder / "kms" / name).write_bytes(Fernet.generate_key())
        (folder / "kept.toml").write_text(f'[keys]\ncommand = ["{sys.executable}", "{PROGRAM}"]\n')

    return use


@pytest.mark.promise("D2")
def test_what_it_wraps_opens_through_it_alone(world: World, store: Callable[[str], None], folder: Path) -> None:
    store("key-1")
    held = Held(world)
    assert held.opens() and not (folder / "data" / "keys" / "root.key").exists()
    shutil.move(folder / "kms" / "key-1", folder / "away")
    keys_roots._opened.cache_clear()
    with pytest.raises(WrongRootKey, match="unwrap failed"):
        held.opens()
    shutil.move(folder / "away", folder / "kms" / "key-1")
    assert held.opens()


@pytest.mark.promise("D2")
def test_a_new_key_of_the_store_is_followed_and_the_old_one_is_needed_no_more(
    world: World, store: Callable[[str], None], folder: Path
) -> None:
    store("key-1")
    held = Held(world)
    store("key-2")
    assert held.opens(), "both are asked by their names"
    done = keys_rotating.rotate()
    assert done.old != done.new and set(keys_rotating.all_by_root()) == {done.new}
    (folder / "kms" / "key-1").unlink()
    keys_roots._opened.cache_clear()
    assert held.opens()


@pytest.mark.promise("D2")
def test_from_a_file_into_a_store_and_the_file_is_gone(
    world: World, store: Callable[[str], None], folder: Path
) -> None:
    held = Held(world)
    old, file = keys_found.current().name, keys_found.key_file()
    assert file.exists()
    store("key-1")
    assert held.opens()
    done = keys_rotating.rotate()
    assert done.old == old and not file.exists() and held.opens()
    assert set(keys_rotating.all_by_root()) == {keys_found.current().name}


@pytest.mark.promise("D2")
def test_what_it_wrapped_for_one_thing_does_not_open_for_another(store: Callable[[str], None]) -> None:
    store("key-1")
    sealed = keys.wrap(b"k" * 32, b"instance 7")
    assert keys.unwrap(sealed, b"instance 7") == b"k" * 32
    with pytest.raises(WrongRootKey, match="something else"):
        keys.unwrap(sealed, b"instance 8")


def test_a_program_that_fails_is_told_in_its_own_words(world: World, folder: Path) -> None:
    (folder / "kept.toml").write_text('[keys]\ncommand = ["/bin/sh", "-c", "echo the store is shut >&2; exit 3"]\n')
    with pytest.raises(WrongRootKey, match="the store is shut"), system("tests", world.ours.instance.pk):
        files.write(world.ours.instance.pk, __import__("uuid").uuid4(), [b"x"])
    (folder / "kept.toml").write_text('[keys]\ncommand = "one word"\n')
    with pytest.raises(ValueError, match="a list of words"):
        keys_found.current()
