"""Keys: the operator's root wraps a key an instance and a key for each use of our own; without the root nothing opens.

    instance_key(7)           the key of an instance's files
    data_key("ledger")        a key of our own; a new root changes none of them

The roots themselves are found by `keys_found`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import IntegrityError, transaction

from kept.outside import keys_chain, keys_found, keys_roots, keys_shares
from kept.outside.keys_roots import WrongRootKey
from kept.outside.models import InstanceKey
from kept.policy import clock
from kept.policy.keeps import keeps

NONCE = keys_roots.NONCE
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
        made = keys_chain.encoded(wrap(_first(use), of_use(use)))
        with keys_chain.changed() as chain:
            wrapped = chain.uses.setdefault(use, made)  # whoever came first made it
    return unwrap(keys_chain.decoded(wrapped), of_use(use))


def wrap(plain: bytes, purpose: bytes) -> bytes:
    """A key wrapped by the root of today."""
    return keys_roots.wrap(keys_found.current(), plain, purpose)


def unwrap(wrapped: bytes, purpose: bytes) -> bytes:
    """A key again, by whichever root wrapped it. Raises WrongRootKey."""
    name, sealed = keys_roots.name_in(wrapped), keys_roots.sealed_in(wrapped)
    if name:
        return keys_found.root_called(name).open(sealed, purpose)
    wrong = WrongRootKey("the operator's key is not the one that these files were written with")
    for root in keys_found.file_roots():
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


def purpose(instance_id: int) -> bytes:
    """What the key of an instance is bound to."""
    return b"kept instance key %d" % instance_id


def of_use(use: str) -> bytes:
    """What the key of a use is bound to."""
    return b"kept data key " + use.encode()


def _first(use: str) -> bytes:
    """The first key of a use: a new one, or what was derived from a root that is older than keys of uses."""
    old = next((root for root in keys_found.file_roots() if root.old), None)
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
