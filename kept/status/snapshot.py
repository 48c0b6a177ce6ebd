"""The last known state of everything, in a file: the status page is served from it when nothing else answers.

Whoever watches writes it each half minute; who writes an incident has it written at once. It holds 90 days of minutes
by part, the incidents of that time, and the minutes that could not be written into the database yet.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from kept.status.places import folder

NAME = "now.json"
STALE = 180  # seconds after which nobody seems to watch


@dataclass(slots=True)
class Part:
    """A part of the house as it was seen last."""

    name: str
    state: str
    said: str = ""
    figures: dict[str, float] = field(default_factory=dict)
    since: float = 0.0  # when it came into this state


@dataclass(slots=True)
class Snapshot:
    """All of it. `days`: by part, lines of (day, well, slow, down, away, planned). `owed`: not yet in the database."""

    at: float = 0.0
    minute: int = 0
    parts: list[Part] = field(default_factory=list)
    days: dict[str, list[list[Any]]] = field(default_factory=dict)
    incidents: list[dict[str, Any]] = field(default_factory=list)
    owed: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def stale(self) -> bool:
        """Whether nobody has looked for a while."""
        return time.time() - self.at > STALE

    def part(self, name: str) -> Part | None:
        """A part by its name."""
        return next((one for one in self.parts if one.name == name), None)


def read() -> Snapshot:
    """What is known; an empty one when there is none that can be read."""
    try:
        known = json.loads((folder() / NAME).read_text(encoding="utf-8"))
        return Snapshot(**{**known, "parts": [Part(**part) for part in known["parts"]]})
    except (OSError, ValueError, TypeError, KeyError):
        return Snapshot()


@contextmanager
def changing() -> Iterator[Snapshot]:
    """The snapshot to change; it is written when the block ends, and nobody else writes meanwhile."""
    with (folder() / ".writing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = read()
        yield known
        draft = folder() / f".{NAME}"
        draft.write_text(json.dumps(asdict(known)), encoding="utf-8")
        draft.replace(folder() / NAME)
