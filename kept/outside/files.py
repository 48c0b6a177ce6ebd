"""The store of files: encrypted, one folder an instance, written whole or not at all.

written = files.write(instance_id, key, chunks)     # inside the open instance
for run in files.read(instance_id, key): ...
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID

from kept.outside import held
from kept.outside.disk import sync
from kept.outside.keys import instance_key, instance_keys
from kept.outside.scanning import Screened
from kept.outside.sealing import Damaged, opened, seal
from kept.outside.shelves import Lying, shelf
from kept.policy.keeps import keeps
from kept.tenancy.models import NoInstance, current_instance_id

__all__ = ["Damaged", "Written", "delete", "exists", "place", "read", "unchecked", "write"]


class Written(NamedTuple):
    """The size of the plain bytes, and their SHA-256 in hexadecimal."""

    size: int
    sha256: str


@keeps("L5", "D9")
def write(instance_id: int, key: UUID, chunks: Iterable[bytes]) -> Written:
    """Keep `chunks` under `key`. On return they are on the disk; on an error nothing is left of them.

    Raises FileExistsError when the key is taken, NoInstance outside the open instance, OSError from the disk, Infected
    when the scanner finds something. While it is away, what is written is held: nobody can read it yet.
    """
    name, secret = _name(instance_id, key), instance_key(instance_id)
    plain = _Measured(chunks)
    screened = Screened(plain)
    shelf().put(name, seal(secret, instance_id, key, screened))
    if screened.unchecked:
        held.hold(instance_id, key)
    return Written(plain.size, plain.digest.hexdigest())


def read(instance_id: int, key: UUID) -> Iterator[bytes]:
    """The plain bytes in runs of 64 KiB. Raises FileNotFoundError, Damaged when they are not as written, and Refused
    for a file that waits for the scanner or did not pass it."""
    _name(instance_id, key)  # in its own instance, or not at all
    held.refuse(key)
    return unchecked(instance_id, key)


def unchecked(instance_id: int, key: UUID) -> Iterator[bytes]:
    """The same for the scanner, which must see what nobody may see yet."""
    file = place(instance_id, key).open("rb")  # before the keys are asked for, so that one of them is this file's
    try:
        secrets = instance_keys(instance_id)
    except BaseException:
        file.close()
        raise
    return _runs(file, secrets, instance_id, key)


def delete(instance_id: int, key: UUID) -> bool:
    """Remove a file. Returns whether there was one."""
    path = place(instance_id, key)
    held.forget(key)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    if isinstance(path, Path):
        sync(path.parent)
    return True


def exists(instance_id: int, key: UUID) -> bool:
    """Whether there is a file under the key."""
    return place(instance_id, key).exists()


def place(instance_id: int, key: UUID) -> Path | Lying:
    """Where the encrypted bytes of a file of the open instance lie, for who removes them after the transaction."""
    return shelf().at(_name(instance_id, key))


def _runs(file: BinaryIO, secrets: list[bytes], instance_id: int, key: UUID) -> Iterator[bytes]:
    """By the first of the keys that opens it: there are two only while one follows the other."""
    with file:
        for secret in secrets[:-1]:
            runs = opened(secret, instance_id, key, file)
            try:
                first = next(runs)
            except Damaged:
                file.seek(0)
                continue
            yield first
            yield from runs
            return
        yield from opened(secrets[-1], instance_id, key, file)


def _name(instance_id: int, key: UUID) -> str:
    if instance_id != current_instance_id():
        raise NoInstance("a file can be reached only in its own open instance")
    return f"files/{instance_id}/{key.hex[:2]}/{key}"


class _Measured:
    """Passes chunks on and counts them."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks = chunks
        self.size = 0
        self.digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.size += len(chunk)
            self.digest.update(chunk)
            yield chunk
