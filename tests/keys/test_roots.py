"""A new root takes the place of the old one at any moment, and whoever is killed on the way goes on."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from kept.outside import files, keys, keys_chain, keys_found, keys_roots, keys_rotating, keys_wrapped, secrets_of
from kept.outside.keys_roots import FileRoot, WrongRootKey
from kept.outside.sealed_bytes import seal, unseal
from kept.outside.sealing import Damaged
from kept.policy import clock
from kept.tenancy.opening import system
from tests.cast import World


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("KEPT_BACKUPS", str(tmp_path / "backups"))
    monkeypatch.setenv("KEPT_DATA", str(tmp_path))
    monkeypatch.delenv("KEPT_ROOT_KEY_FILE", raising=False)
    return tmp_path


class Held:
    """Things that were sealed before, and must open after."""

    def __init__(self, world: World) -> None:
        self.instances = [world.ours.instance.pk, world.theirs.instance.pk]
        self.files: list[tuple[int, UUID]] = []
        for instance in self.instances:
            with system("tests", instance):
                key = uuid4()
                files.write(instance, key, [b"words"])
                self.files.append((instance, key))
        self.digest_key = keys.data_key("ledger")
        self.bytes = seal(b"a photograph", "photo")
        self.secret = secrets_of.seal("a.b", 1, 2, "c", "hidden")

    def opens(self) -> bool:
        for instance, key in self.files:
            with system("tests", instance):
                if b"".join(files.read(instance, key)) != b"words":
                    return False
        same = keys.data_key("ledger") == self.digest_key
        return same and unseal(self.bytes, "photo") == b"a photograph" and self.secret_opens()

    def secret_opens(self) -> bool:
        return secrets_of.unseal("a.b", 1, 2, "c", self.secret) == "hidden"


@pytest.fixture
def held(world: World) -> Held:
    return Held(world)


@pytest.mark.promise("D2")
def test_after_a_rotation_all_opens_with_the_new_root_and_no_digest_has_changed(held: Held, folder: Path) -> None:
    old = keys_found.current().name
    done = keys_rotating.rotate()
    assert done.old == old != done.new == keys_found.current().name
    assert done.wrapped["instances"] == 2 and done.wrapped["uses"] == 3
    assert set(keys_rotating.all_by_root()) == {done.new}
    assert held.opens()
    assert (
        not keys_found.coming_file().exists() and (folder / "keys" / "root.key").read_text().split()[0] == "kept-root-1"
    )
    assert keys_rotating.rotate().new != done.new, "each rotation makes another"


STEPS: list[tuple[str, str]] = [
    ("keys_roots", "write"),
    ("keys_wrapped.Uses", "rewrap"),
    ("keys_wrapped.InstanceKeys", "_of"),
    ("keys_rotating", "verify"),
    ("keys_rotating", "finish"),
    ("keys_rotating", "_bridge"),
]


@pytest.mark.promise("D2")
@pytest.mark.parametrize(("where", "what"), STEPS, ids=[what for _where, what in STEPS])
@pytest.mark.parametrize("after", [False, True], ids=["before it", "after it"])
def test_whoever_is_killed_at_a_step_goes_on_from_there(
    held: Held, monkeypatch: pytest.MonkeyPatch, where: str, what: str, after: bool
) -> None:
    module, _dot, kind = where.partition(".")
    owner = getattr(
        {"keys_roots": keys_roots, "keys_wrapped": keys_wrapped, "keys_rotating": keys_rotating}[module],
        kind or "__dict__",
        None,
    )
    owner = owner if kind else {"keys_roots": keys_roots, "keys_rotating": keys_rotating}[module]
    honest: Callable[..., Any] = getattr(owner, what)

    def killed(*args: Any, **more: Any) -> Any:
        if after:
            honest(*args, **more)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(owner, what, killed)
        with pytest.raises(KeyboardInterrupt):
            keys_rotating.rotate()
    assert held.opens(), "while it lies there half done, everything opens"
    done = keys_rotating.rotate()
    assert held.opens()
    assert set(keys_rotating.all_by_root()) == {keys_found.current().name}
    assert done.old != done.new or what == "finish"
    assert not keys_rotating.running() and not keys_found.coming_file().exists()


@pytest.mark.promise("D2")
def test_killed_between_its_last_two_steps_it_does_not_begin_another(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = keys_rotating.sync

    def killed(path: Path) -> None:
        honest(path)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keys_rotating, "sync", killed)
        with pytest.raises(KeyboardInterrupt):
            keys_rotating.rotate()
    new = keys_found.current().name
    assert keys_rotating.running()
    assert keys_rotating.rotate().new == new and not keys_rotating.running()


@pytest.mark.promise("D2")
def test_a_key_that_was_passed_by_is_caught_and_the_old_root_stays(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    old = keys_found.current().name
    monkeypatch.setattr(keys_wrapped.InstanceKeys, "rewrap", lambda self: self._of(held.instances[0]))
    with pytest.raises(keys_rotating.NotAll, match="1 keys are still wrapped by another root"):
        keys_rotating.rotate()
    assert keys_roots.from_text(keys_found.key_file().read_text(), keys_found.key_file()).name == old
    assert held.opens()
    monkeypatch.undo()


@pytest.mark.promise("D2")
def test_an_instance_that_begins_meanwhile_is_wrapped_by_the_new_one(world: World, held: Held) -> None:
    keys_rotating.begin()
    from kept.outside.models import InstanceKey

    with system("tests", held.instances[0]):
        InstanceKey.objects.all().delete()
        keys.instance_key(held.instances[0])
        [row] = InstanceKey.objects.all()
    assert keys_roots.name_in(bytes(row.wrapped)) == keys_found.current().name != FileRootOf(keys_found.key_file()).name


def FileRootOf(path: Path) -> FileRoot:  # noqa: N802
    return keys_roots.from_text(path.read_text(), path)


@pytest.mark.promise("D2")
def test_the_copy_of_the_old_root_opens_all_until_that_of_the_new_one_is_confirmed(held: Held, folder: Path) -> None:
    path = keys_found.key_file()
    keys_found.current()
    copy = path.read_text()
    keys_rotating.rotate()
    new = path.read_text()
    path.write_text(copy)  # a new machine, and the operator's copy of before
    assert held.opens()
    path.write_text(new)
    assert not keys_rotating.confirm("wrongone")
    assert keys_rotating.confirm(new.strip()[-8:])
    path.write_text(copy)
    with pytest.raises(WrongRootKey, match="Put your copy of that one back"):
        held.opens()
    path.write_text(new)
    assert held.opens()


@pytest.mark.promise("D2")
def test_what_a_restored_backup_wraps_with_the_old_root_opens_until_its_history_is_over(held: Held) -> None:
    keys_found.current()
    sealed = keys.wrap(b"k" * 32, b"an instance of last week")
    keys_rotating.rotate()
    assert keys.unwrap(sealed, b"an instance of last week") == b"k" * 32
    assert keys_rotating.end_bridges(clock.today() + timedelta(days=17)) == []
    assert len(keys_rotating.end_bridges(clock.today() + timedelta(days=18))) == 1
    with pytest.raises(WrongRootKey):
        keys.unwrap(sealed, b"an instance of last week")
    assert held.opens()


@pytest.mark.promise("D2")
def test_without_the_key_nothing_opens_and_the_words_say_what_to_do_and_no_other_is_made(
    held: Held, folder: Path
) -> None:
    copy = keys_found.key_file().read_text()
    keys_found.key_file().unlink()
    for act in (held.opens, keys_found.current, keys_rotating.rotate, lambda: keys.data_key("ledger")):
        with pytest.raises(WrongRootKey, match="Put your copy of it back, or name it by KEPT_ROOT_KEY_FILE"):
            act()
    assert not keys_found.key_file().exists()
    keys_found.key_file().write_text(copy)
    assert held.opens()


def test_a_copy_that_was_not_copied_whole_is_refused(folder: Path) -> None:
    keys_found.current()
    text = keys_found.key_file().read_text()
    changed = text.replace(text.split()[1][5], "A" if text.split()[1][5] != "A" else "B", 1)
    for broken in (text[:-3], changed, "", "x", text.split()[1][:-8]):
        keys_found.key_file().write_text(broken)
        with pytest.raises(WrongRootKey, match=r"cannot be read|not 32 bytes|not copied whole"):
            keys_found.current()


def test_the_key_is_its_owners_alone_and_its_name_tells_nothing_of_it(folder: Path) -> None:
    name = keys_found.current().name
    assert stat.S_IMODE(keys_found.key_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(keys_chain.place().stat().st_mode) == 0o600
    root = FileRootOf(keys_found.key_file())
    assert name not in root.key.hex() and root.key.hex() not in keys_chain.place().read_text()


@pytest.mark.promise("D2")
def test_what_was_sealed_before_roots_had_names_opens_and_follows(world: World, folder: Path) -> None:
    import base64
    import hashlib
    import hmac

    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    from kept.outside.models import InstanceKey
    from kept.privacy.erasure import ledger

    old, here, nonce = os.urandom(32), world.ours.instance.pk, os.urandom(12)
    keys_found.key_file().parent.mkdir()
    keys_found.key_file().write_text(base64.b64encode(old).decode())
    derived = HKDF(hashes.SHA256(), length=32, salt=None, info=b"kept ledger of erasures").derive(old)
    digest = hmac.new(derived, b"jana@example.com", hashlib.sha256).hexdigest()
    photo = nonce + AESGCM(hashlib.sha256(b"kept rows\0photo\0" + old).digest()).encrypt(nonce, b"face", b"photo")
    wrapped = nonce + AESGCM(old).encrypt(nonce, b"i" * 32, keys.purpose(here))
    with system("tests", here):
        InstanceKey.objects.create(instance_id=here, wrapped=wrapped)
        assert keys.instance_key(here) == b"i" * 32
    assert (ledger.digest("jana@example.com"), unseal(photo, "photo")) == (digest, b"face")
    keys_rotating.rotate()
    with system("tests", here):
        assert keys.instance_key(here) == b"i" * 32
    assert (ledger.digest("jana@example.com"), unseal(photo, "photo")) == (digest, b"face")


@pytest.mark.promise("D2")
@pytest.mark.parametrize(
    "place", [("a.c", 1, 2, "c"), ("a.b", 2, 2, "c"), ("a.b", 1, 3, "c"), ("a.b", 1, 2, "d")],
    ids=["another kind", "another instance", "another record", "another field"],
)  # fmt: skip
def test_a_secret_opens_in_its_own_place_alone(folder: Path, place: tuple[str, int, int, str]) -> None:
    kept = secrets_of.seal("a.b", 1, 2, "c", "hidden")
    assert "hidden" not in kept and secrets_of.unseal("a.b", 1, 2, "c", kept) == "hidden"
    with pytest.raises(Damaged):
        secrets_of.unseal(*place, kept)
    with pytest.raises(Damaged):
        secrets_of.unseal("a.b", 1, 2, "c", kept[:-6] + "AAAA==")


@pytest.mark.promise("D2")
def test_the_first_key_is_made_where_it_is_named_to_lie_and_never_a_second_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "elsewhere" / "root.key"
    monkeypatch.setenv("KEPT_ROOT_KEY_FILE", str(place))
    with pytest.raises(WrongRootKey, match="not there"):
        keys_found.current()  # somebody named a place: perhaps the disk is not mounted
    made = keys_found.make_first()
    assert keys_found.current().name == made.name
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    place.unlink()
    with pytest.raises(WrongRootKey, match="not there"):
        keys_found.make_first()  # it had one: what hangs on it hangs on that one alone
