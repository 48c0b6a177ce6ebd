"""What all places for sealed bytes have in common: what lies there, and how they fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

RUN = 1 << 20


class Missing(LookupError):
    """There is nothing of that name."""


class Away(OSError):
    """The store does not answer, or not as it should. What was to be put there is not there."""


class Denied(Away):
    """The store knows us not, or does not let us do that."""


class Unproven(Away):
    """The other side could not prove who it is, or would not encrypt: nothing was sent (D2)."""


class Locked(Away):
    """The store keeps it until its lock has run out, whoever asks."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Something in a store: its name, its size in bytes, and when it was put there."""

    name: str
    size: int
    at: datetime


def proper(name: str) -> str:
    """The name of something, if it is one. Raises ValueError for a name that would lead elsewhere."""
    parts = name.split("/")
    if not name or any(not part or part.startswith(".") for part in parts):
        raise ValueError(f"{name!r} is no name for a depot")
    return name
