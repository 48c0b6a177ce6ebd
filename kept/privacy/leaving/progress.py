"""How far long work has come, and whether it is to stop: told beside the archive, because its transaction tells nobody
anything before it ends."""

from __future__ import annotations

import json
import time

from kept.privacy.leaving.models import Journey

EVERY = 0.3  # seconds between two signs


class Stopped(Exception):
    """Somebody asked to stop."""


class Progress:
    """The sign that a job gives, and the wish to stop that it looks for."""

    def __init__(self, journey: Journey) -> None:
        self.sign, self.wish = journey.beside("progress"), journey.beside("stop")
        self.done, self.total, self.last = 0, 0, 0.0
        self.sign.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    def add(self, more: int) -> None:
        """So much more is done. Raises Stopped."""
        self.done += more
        if time.monotonic() - self.last > EVERY:
            self.last = time.monotonic()
            self.sign.write_text(json.dumps([self.done, self.total]))
            if self.wish.exists():
                raise Stopped

    def clear(self) -> None:
        """Nothing is left of it."""
        self.sign.unlink(missing_ok=True)
        self.wish.unlink(missing_ok=True)


def far(journey: Journey) -> tuple[int, int]:
    """(done, total) as a page shows it."""
    try:
        done, total = json.loads(journey.beside("progress").read_text())
        return int(done), int(total)
    except (OSError, ValueError):
        return 0, 0


def ask_to_stop(journey: Journey) -> None:
    """Have the job stop at its next sign."""
    wish = journey.beside("stop")
    wish.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    wish.touch()
