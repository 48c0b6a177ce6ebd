"""Shares: half of what opens an instance's files lies outside the database, so that ending it ends every copy of its key.

The key of an instance stands, wrapped, in a row, and so in every backup of the rows. The other half is a file of 32 bytes
in the data folder and beside the keys of the days of backups; neither opens anything without the other and the root.
When the instance ends its share is destroyed in both places, and its files in all backups are noise from that moment on.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kept.outside import keys_chain
from kept.outside.disk import sync
from kept.outside.keys_roots import WrongRootKey
from kept.outside.places import data_folder
from kept.policy.keeps import keeps

FOLDER = "keys/instances"
SIZE = 32


def place(instance_id: int) -> Path:
    """Where the share of an instance lies."""
    return data_folder() / FOLDER / str(instance_id)


def make(instance_id: int) -> None:
    """Have a share, if there is none. It is on the disk on return."""
    path = place(instance_id)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(os.urandom(SIZE))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):  # whoever comes first made it
        os.link(draft, path)
    draft.unlink()
    sync(path.parent)
    with keys_chain.changed() as chain:
        if instance_id in chain.ended:  # a number that a restore gave out again
            chain.ended.remove(instance_id)


def joined(instance_id: int, half: bytes) -> bytes:
    """The key that both halves make. Raises WrongRootKey where the share is gone."""
    try:
        share = place(instance_id).read_bytes()
    except FileNotFoundError as gone:
        raise WrongRootKey(
            f"the share of instance {instance_id} is gone: it has ended, or {FOLDER} was not brought along; "
            "a restore brings it from beside the keys of the days"
        ) from gone
    info = b"kept instance key, both halves %d" % instance_id
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=share, info=info).derive(half)


@keeps("L1", "L5", "D8")
def destroy(instance_id: int) -> None:
    """End the share. Its place is written over first, as far as the disk lets us."""
    with keys_chain.changed() as chain:
        if instance_id not in chain.ended:
            chain.ended.append(instance_id)
    path = place(instance_id)
    with contextlib.suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(os.urandom(SIZE))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        sync(path.parent)


def all_here() -> dict[int, Path]:
    """The shares that are there."""
    folder = data_folder() / FOLDER
    return {int(path.name): path for path in folder.glob("[0-9]*")} if folder.is_dir() else {}
