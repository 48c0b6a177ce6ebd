"""What all places for sealed bytes have in common: what lies there, and how they fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kept.web.refused import Unavailable

RUN = 1 << 20


class Missing(LookupError):
    """There is nothing of that name."""


class Away(Unavailable, OSError):
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


class Reader:
    """What a file's `read` does, over chunks of any size."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._waiting = bytearray()

    def read(self, size: int) -> bytes:
        """So many bytes, or what is left."""
        while len(self._waiting) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._waiting += chunk
        found = bytes(self._waiting[:size])
        del self._waiting[:size]
        return found


def proper(name: str) -> str:
    """The name of something, if it is one. Raises ValueError for a name that would lead elsewhere."""
    parts = name.split("/")
    if not name or any(not part or part.startswith(".") for part in parts):
        raise ValueError(f"{name!r} is no name for a depot")
    return name
