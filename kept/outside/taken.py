"""Taken: which letters the mail server has accepted, until that is known to the rest of the house as well.

Between the server's yes and our own commit lies a moment in which we may be killed. The mark is made in that moment,
outside any transaction, so that whoever takes the work up again does not send the letter twice.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from kept.outside.places import data_folder

SECONDS = 7 * 86400


def mark(id: str) -> None:
    """The server said yes to this letter."""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(_folder() / id, os.O_WRONLY | os.O_CREAT, 0o600))


def marked(id: str) -> bool:
    """Whether it did."""
    return (_folder() / id).exists()


def forget(id: str) -> None:
    """The rest of the house knows."""
    (_folder() / id).unlink(missing_ok=True)


def age_out() -> int:
    """Forget marks of more than a week. Returns how many."""
    limit = time.time() - SECONDS
    old = [path for path in _folder().glob("*") if path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    return data_folder() / "mail" / "taken"
