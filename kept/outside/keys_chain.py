"""The chain: keys of our own uses, wrapped; bridges from one root to another; who confirmed a copy. A file of the data folder.

Nothing in it can be read without a root, so it may lie beside the backups. It is written whole, one writer at a time.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kept.outside.disk import sync
from kept.outside.places import data_folder

FILE = "keys/chain.json"


@dataclass
class Chain:
    """`uses`: a key by what it is for. `bridges`: a root wrapped by another, by its name: {"by", "wrapped", "until"}.
    `ended`: instances whose share was destroyed, so that it goes elsewhere too. `roots`: what is known of each root: {"made", "confirmed"}. `rotation`: the one that runs, or the last one."""

    uses: dict[str, str] = field(default_factory=dict)
    bridges: dict[str, dict[str, Any]] = field(default_factory=dict)
    roots: dict[str, dict[str, str]] = field(default_factory=dict)
    rotation: dict[str, Any] = field(default_factory=dict)
    ended: list[int] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)


_read: dict[Path, tuple[tuple[int, int, int], str]] = {}


def place() -> Path:
    """Where the chain lies."""
    return data_folder() / FILE


def load() -> Chain:
    """The chain as it is now; an empty one where there is none."""
    path = place()
    try:
        status = path.stat()
    except FileNotFoundError:
        return Chain()
    stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
    known = _read.get(path)
    if known is None or known[0] != stamp:
        known = _read[path] = (stamp, path.read_text())
    return Chain(**json.loads(known[1]))


@contextmanager
def changed() -> Iterator[Chain]:
    """Change the chain: nobody else does meanwhile, and it is on the disk on return. An error changes nothing."""
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        chain = load()
        before = json.dumps(asdict(chain))
        yield chain
        after = json.dumps(asdict(chain))
        if after != before:
            _write(path, after)


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync(path.parent)


def encoded(wrapped: bytes) -> str:
    """A wrapped key as the chain has it."""
    return base64.b64encode(wrapped).decode()


def decoded(text: str) -> bytes:
    """The same out of the chain."""
    return base64.b64decode(text)
