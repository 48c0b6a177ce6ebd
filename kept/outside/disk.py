"""Plain files and folders of this machine's disk: surely there, and measured."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def sync(folder: Path) -> None:
    """What was done in a folder is sure on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path) -> str:
    """The hash of a whole file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ending(name: str) -> str:
    """The ending of a name, and nothing of the name itself: names in an encrypted archive can be read by anybody."""
    found = name.rpartition(".")[2].lower() if "." in name else ""
    return f".{found}" if found.isascii() and found.isalnum() and len(found) <= 5 else ""
