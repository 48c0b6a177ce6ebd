"""Passwords that came to light in breaches, looked up on this machine: no password, nor a part of its digest, leaves it.

The operator names a file in the form in which such lists are published: a line a password, `SHA1:how often`, in the
order of the digests. Thousand million lines are searched in some thirty reads, without loading any of it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kept.policy.keeps import keeps

DIGEST = 40  # hexadecimal digits of SHA-1, which is the form of the lists and guards nothing here
LINE = 64  # bytes: more than any line of such a file


def found_in(path: Path, password: str) -> bool:
    """Whether the list has the password. Raises OSError when it cannot be read."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb", buffering=0) as file:
        low, high = 0, os.fstat(file.fileno()).st_size
        while low < high:
            middle = (low + high) // 2
            start, digest = _line_at(file.fileno(), middle)
            if not digest or digest > wanted:
                high = middle
            elif digest < wanted:
                low = start + DIGEST
            else:
                return True
    return False


def _line_at(file: int, place: int) -> tuple[int, bytes]:
    """Where the first line that begins at `place` or later begins, and its digest; empty at the end of the file."""
    if place:
        place += os.pread(file, LINE, place - 1).find(b"\n")
    return place, os.pread(file, DIGEST, place).upper()


@keeps("D7")
class NotBreached:
    """Not one that is known from a breach, as far as the operator's list knows."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a password that attackers have already."""
        path = settings.PASSWORDS["breached"]
        if path and found_in(Path(path), password):
            raise ValidationError(
                _("This one is known from a breach elsewhere. Put together a few words that only you would."),
                code="breached",
            )

    def get_help_text(self) -> str:
        """For forms."""
        return ""
