"""A new key for one instance: what is written from now on is sealed with it, what lies there is sealed anew, and then the old key goes.

Both open meanwhile. Every step may be killed: a file is sealed anew whole or not at all, and a walk finds what is left.
"""

from __future__ import annotations

import ctypes
import errno
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from kept.outside import keys
from kept.outside.models import InstanceKey
from kept.outside.sealing import Damaged, opened, seal
from kept.outside.shelves import Lying, shelf
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.tenancy.opening import system

DOOR = "keys"
GRACE = timedelta(hours=1)  # in which somebody may still be writing with the key that they had when they began
EXCHANGE, HERE = 2, -100  # of renameat2


@dataclass
class Resealed:
    """What a walk over an instance's files did: sealed anew, right already, opened by neither key; keys that went."""

    anew: int = 0
    right: int = 0
    damaged: int = 0
    keys_gone: int = 0


@keeps("D2")
def rotate(instance_id: int) -> int:
    """A new key for the files of an instance. Returns its number."""
    with system(DOOR, instance_id, purpose="D2", by="job"):
        keys.instance_key(instance_id)  # the first one, where there is none
        last: int = InstanceKey.objects.order_by("-number").values_list("number", flat=True)[0]
        return int(keys.make(instance_id, number=last + 1).number)


def waiting(instance_id: int) -> bool:
    """Whether an old key is still there."""
    with system(DOOR, instance_id, purpose="D2", by="job"):
        return bool(InstanceKey.objects.count() > 1)


@keeps("D2")
def reseal(instance_id: int) -> Resealed:
    """Seal with the newest key what is not yet; forget the older ones an hour after, when nothing needs them."""
    done = Resealed()
    with system(DOOR, instance_id, purpose="D2", by="job"):
        newest, *older = keys.instance_keys(instance_id)
    for path, key in stored(instance_id):
        if _opens(path, newest, instance_id, key):
            done.right += 1
        elif any(_anew(path, old, newest, instance_id, key) for old in older):
            done.anew += 1
        elif path.exists():
            done.damaged += 1
    if not done.anew and not done.damaged:
        done.keys_gone = _forget(instance_id)
    return done


def stored(instance_id: int) -> Iterator[tuple[Path | Lying, UUID]]:
    """The files of an instance, here or in the bucket, and what each is called."""
    for path in sorted(shelf().all(f"files/{instance_id}"), key=lambda each: each.name):
        yield path, UUID(path.name)


def _opens(path: Path | Lying, secret: bytes, instance_id: int, key: UUID) -> bool:
    try:
        with path.open("rb") as file:
            next(opened(secret, instance_id, key, file))
    except (Damaged, FileNotFoundError):
        return False
    return True


def _anew(path: Path | Lying, old: bytes, new: bytes, instance_id: int, key: UUID) -> bool:
    """One file: read to its end, written beside, put in its place. One that is deleted meanwhile stays so."""
    try:
        if isinstance(path, Lying):
            with path.open("rb") as file:
                path.replace_with(seal(new, instance_id, key, list(opened(old, instance_id, key, file))))
            return True
        with path.open("rb") as file, tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as fresh:
            try:
                for run in seal(new, instance_id, key, opened(old, instance_id, key, file)):
                    fresh.write(run)
                fresh.flush()
                os.fsync(fresh.fileno())
                exchange(Path(fresh.name), path)
            finally:
                Path(fresh.name).unlink(missing_ok=True)
    except (Damaged, FileNotFoundError):
        return False
    return True


def exchange(one: Path, other: Path) -> None:
    """Have two files change places at once. Raises FileNotFoundError where one is not there."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not libc.renameat2(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE):
        return
    number = ctypes.get_errno()
    if number not in (errno.EINVAL, errno.ENOSYS):
        raise OSError(number, os.strerror(number), str(other))
    other.stat()  # a file system that cannot change places: the moment between is short
    one.replace(other)


def _forget(instance_id: int) -> int:
    """Remove keys that a newer one followed long enough ago. Their copies in backups go with the backups."""
    with system(DOOR, instance_id, purpose="D2", by="job"):
        newest = InstanceKey.objects.order_by("-number").first()
        if newest is None or newest.created_at > clock.now() - GRACE:
            return 0
        gone, _by_kind = InstanceKey.objects.filter(number__lt=newest.number).delete()
        return int(gone)
