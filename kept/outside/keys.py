"""Keys: the operator's root wraps a key an instance and a key for each use of our own; without the root nothing opens.

    instance_key(7)           the key of an instance's files
    data_key("ledger")        a key of our own; a new root changes none of them

Where the root lies: KEPT_ROOT_KEY_FILE, else [keys] in kept.toml (`file`, or `command` for a key store), else the data
folder, where one is made at the first start.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import IntegrityError, transaction

from kept.outside import keys_chain, keys_roots, keys_shares
from kept.outside.configuration import key_settings
from kept.outside.keys_chain import Chain
from kept.outside.keys_roots import CommandRoot, FileRoot, Root, WrongRootKey
from kept.outside.models import InstanceKey
from kept.outside.places import data_folder
from kept.policy import clock
from kept.policy.keeps import keeps

__all__ = ["WrongRootKey", "current", "data_key", "destroy", "instance_key", "key_file", "unwrap", "wrap"]

NONCE = keys_roots.NONCE
LOST = (
    "the operator's key is not there ({path}). Put your copy of it back, or name it by KEPT_ROOT_KEY_FILE; "
    "without it no file, no second step and no backup can be opened, by nobody"
)
# What each use derived from the root before it had a key of its own, so that nothing sealed or noted then is lost.
BEFORE: dict[str, Callable[[bytes], bytes]] = {
    "ledger": lambda root: _derived(root, b"kept ledger of erasures"),
    "pending": lambda root: _derived(root, b"kept erasure pending"),
    "second factor": lambda root: _derived(root, b"kept second factor"),
}
ROWS = "rows "  # sealed_bytes: a use for each kind


@keeps("L5")
def instance_key(instance_id: int) -> bytes:
    """The key that the open instance's files are written with, made when it is first asked for. Raises WrongRootKey."""
    return instance_keys(instance_id)[0]


def instance_keys(instance_id: int) -> list[bytes]:
    """All keys that its files may have been written with, the newest first. Raises WrongRootKey."""
    rows = list(InstanceKey.objects.filter(instance_id=instance_id).order_by("-number"))
    return [opened(row) for row in rows or [make(instance_id)]]


def opened(row: InstanceKey) -> bytes:
    """The key that a row wraps. Raises WrongRootKey."""
    half = unwrap(bytes(row.wrapped), purpose(row.instance_id))
    return keys_shares.joined(row.instance_id, half) if row.shared else half


@keeps("L1")
def destroy(instance_id: int) -> None:
    """End the instance's keys: its files, and every copy of them anywhere, are noise from now on."""
    keys_shares.destroy(instance_id)
    InstanceKey.objects.filter(instance_id=instance_id).delete()


@keeps("D2")
def data_key(use: str) -> bytes:
    """The key of one of our own uses, made when it is first asked for. Raises WrongRootKey."""
    wrapped = keys_chain.load().uses.get(use)
    if wrapped is None:
        made = encoded(wrap(_first(use), of_use(use)))
        with keys_chain.changed() as chain:
            wrapped = chain.uses.setdefault(use, made)  # whoever came first made it
    return unwrap(decoded(wrapped), of_use(use))


def wrap(plain: bytes, purpose: bytes) -> bytes:
    """A key wrapped by the root of today."""
    return keys_roots.wrap(current(), plain, purpose)


def unwrap(wrapped: bytes, purpose: bytes) -> bytes:
    """A key again, by whichever root wrapped it. Raises WrongRootKey."""
    name, sealed = keys_roots.name_in(wrapped), keys_roots.sealed_in(wrapped)
    if name:
        return root_called(name).open(sealed, purpose)
    wrong = WrongRootKey("the operator's key is not the one that these files were written with")
    for root in _file_roots():
        try:
            return root.open(sealed, purpose)
        except WrongRootKey as refused:
            wrong = refused
    raise wrong


@dataclass(frozen=True)
class Wrapper:
    """Whatever wraps and opens by the roots of this Kept, for those that are given one to work with."""

    def wrap(self, plain: bytes, purpose: bytes) -> bytes:
        return wrap(plain, purpose)

    def unwrap(self, wrapped: bytes, purpose: bytes) -> bytes:
        return unwrap(wrapped, purpose)


def current() -> Root:
    """The root that wraps now: the one that comes while one follows another. Raises WrongRootKey."""
    program = _program()
    if program:
        return CommandRoot(program, keys_roots.run(program, "name").decode())
    return _in(coming_file()) or _in(key_file()) or _first_root()


def root_called(name: str, *, without: frozenset[str] = frozenset()) -> Root:
    """The root with a name: one that lies in a file, the key store's, or one that another root opens.

    Raises WrongRootKey with what to do. `without` are roots that were looked for on the way here."""
    for root in _file_roots():
        if root.name == name:
            return root
    bridge = keys_chain.load().bridges.get(name)
    if bridge is not None and bridge["by"] not in without:
        by = root_called(bridge["by"], without=without | {name})
        return FileRoot(by.open(keys_roots.sealed_in(decoded(bridge["wrapped"])), of_root(name)))
    program = _program()
    if program:
        return CommandRoot(program, "")  # what it sealed says which of its keys opens it
    if _in(key_file()) is None:
        raise WrongRootKey(LOST.format(path=key_file()))
    raise WrongRootKey(
        f"the operator's key in {key_file()} is not the one that this was wrapped with (another, called {name}, was). "
        "Put your copy of that one back, or name it by KEPT_ROOT_KEY_FILE"
    )


def key_file() -> Path:
    """Where the root lies, or would."""
    given = os.environ.get("KEPT_ROOT_KEY_FILE") or key_settings()["file"]
    return Path(given) if given else data_folder() / "keys" / "root.key"


def coming_file() -> Path:
    """Where the next root lies while it follows the one of today."""
    return key_file().with_name(f"{key_file().name}.next")


def in_a_store() -> bool:
    """Whether the root lies in a key store, and no file."""
    return bool(_program())


def given_elsewhere() -> bool:
    """Whether the root lies outside the data folder."""
    return in_a_store() or data_folder() not in key_file().absolute().parents


def purpose(instance_id: int) -> bytes:
    """What the key of an instance is bound to."""
    return b"kept instance key %d" % instance_id


def of_use(use: str) -> bytes:
    """What the key of a use is bound to."""
    return b"kept data key " + use.encode()


def of_root(name: str) -> bytes:
    """What a root is bound to where another wraps it."""
    return b"kept root key " + name.encode()


def encoded(wrapped: bytes) -> str:
    """As the chain has it."""
    return base64.b64encode(wrapped).decode()


def decoded(text: str) -> bytes:
    """Out of the chain."""
    return base64.b64decode(text)


def _program() -> tuple[str, ...]:
    return tuple(key_settings()["command"])


def _file_roots() -> list[FileRoot]:
    return [root for root in (_in(coming_file()), _in(key_file())) if root is not None]


_read: dict[Path, tuple[tuple[int, int, int], FileRoot]] = {}


def _in(path: Path) -> FileRoot | None:
    try:
        status = path.stat()
        stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
        known = _read.get(path)
        if known is None or known[0] != stamp:
            known = _read[path] = (stamp, keys_roots.from_text(path.read_text(), path))
        return known[1]
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WrongRootKey(f"the operator's key in {path} cannot be read") from error


def _first_root() -> Root:
    """The root of a Kept that has none yet, in the data folder; where another place is named, somebody makes it there."""
    if os.environ.get("KEPT_ROOT_KEY_FILE") or key_settings()["file"]:
        raise WrongRootKey(LOST.format(path=key_file()))
    return make_first()


def make_first() -> Root:
    """A root for a Kept that never had one. Raises WrongRootKey for one that had: it lost it, and must not get another."""
    chain, path = keys_chain.load(), key_file()
    if chain.uses or chain.roots:
        raise WrongRootKey(LOST.format(path=path))
    with keys_chain.changed() as chain:
        found = _in(path)
        if found is None:
            found = keys_roots.new()
            keys_roots.write(path, found)
            note(chain, found)
    return found


def note(chain: Chain, root: Root) -> None:
    """Write down since when a root is known."""
    chain.roots.setdefault(root.name, {"made": clock.now().isoformat(timespec="seconds")})


def _first(use: str) -> bytes:
    """The first key of a use: a new one, or what was derived from a root that is older than keys of uses."""
    old = next((root for root in _file_roots() if root.old), None)
    if old is not None and use in BEFORE:
        return BEFORE[use](old.key)
    if old is not None and use.startswith(ROWS):
        kind = use.removeprefix(ROWS).encode()
        return hashlib.sha256(b"kept rows\0" + kind + b"\0" + old.key).digest()
    return os.urandom(32)


def _derived(root: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), length=32, salt=None, info=info).derive(root)


def make(instance_id: int, *, number: int = 1) -> InstanceKey:
    """A new key of the open instance. Whoever comes second gets what the first one made."""
    keys_shares.make(instance_id)
    wrapped = wrap(os.urandom(32), purpose(instance_id))
    try:
        with transaction.atomic():
            row: InstanceKey = InstanceKey.objects.create(
                instance_id=instance_id, number=number, wrapped=wrapped, shared=True, created_at=clock.now()
            )
    except IntegrityError:  # somebody else made it in the same moment
        row = InstanceKey.objects.get(instance_id=instance_id, number=number)
    return row
