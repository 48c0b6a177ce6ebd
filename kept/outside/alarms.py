"""Alarms: something needs a person. Each is told once, by mail and webhook, and told again when it has ended.

    raise_alarm("backup.stale", "The newest backup is of yesterday.")     # as often as you like: it is told once
    end_alarm("backup.stale")

An alarm is a small file below the data folder, so that it outlives the process and needs no database: that the
database is away is the first thing that must be told. Whoever watches calls `tell` (kept.status, each few seconds).
"""

from __future__ import annotations

import fcntl
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from kept.outside.places import data_folder

CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
DAYS = 30  # a file that nobody could be told of for so long goes


@dataclass(slots=True)
class Alarm:
    """What is wrong, since when, and who has been told. Times are seconds since 1970."""

    code: str
    sentence: str
    since: float
    ended: float = 0.0
    told: list[str] = field(default_factory=list)  # the ways by which its beginning was told
    told_end: list[str] = field(default_factory=list)
    tries: int = 0
    next_try: float = 0.0

    @property
    def open(self) -> bool:
        """Whether it is still so."""
        return not self.ended

    @property
    def path(self) -> Path:
        """Its file."""
        return folder() / f"{self.code}.json"

    def save(self) -> None:
        """Write it whole or not at all."""
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(asdict(self)), encoding="utf-8")
        draft.replace(self.path)

    def forget(self) -> None:
        """It is over, and everybody knows."""
        self.path.unlink(missing_ok=True)

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The alarm in a file; None when it is gone or not readable."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None


def raise_alarm(code: str, sentence: str) -> None:
    """Say that something is wrong. An open alarm of that code stays the one it is, with the newest sentence."""
    if not CODE.fullmatch(code):
        raise ValueError(f"{code!r} is no code of an alarm")
    with alone():
        known = Alarm.read(folder() / f"{code}.json")
        if known is None or (not known.open and known.told_end):
            known = Alarm(code, sentence, time.time())
        elif known.open and known.sentence == sentence:
            return
        known.sentence, known.ended, known.told_end = sentence, 0.0, []
        known.save()


def end_alarm(code: str) -> None:
    """Say that it is well again. One that nobody was told of yet goes without a word."""
    path = folder() / f"{code}.json"
    if not path.exists():
        return
    with alone():
        known = Alarm.read(path)
        if known is not None and known.open:
            known.ended, known.tries, known.next_try = time.time(), 0, 0.0
            known.save() if known.told else known.forget()


def only(prefix: str, wrong: dict[str, str]) -> None:
    """Of the alarms whose code begins with `prefix`, exactly those of `wrong` (code to sentence) are open now."""
    for code, sentence in wrong.items():
        raise_alarm(f"{prefix}{code}", sentence)
    for known in alarms():
        if known.open and known.code.startswith(prefix) and known.code.removeprefix(prefix) not in wrong:
            end_alarm(known.code)


def alarms() -> list[Alarm]:
    """All that are open or whose end is still to be told, the oldest first."""
    found = (Alarm.read(path) for path in folder().glob("*.json"))
    return sorted((one for one in found if one), key=lambda one: one.since)


def open_alarms() -> list[Alarm]:
    """What is wrong now."""
    return [one for one in alarms() if one.open]


def folder() -> Path:
    """Where the files lie."""
    made = data_folder() / "alarms"
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


@contextmanager
def alone() -> Iterator[None]:
    """No two processes change alarms at once."""
    with (folder() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def age_out() -> int:
    """Remove what is over for a month and could be told to nobody. Returns how many."""
    limit = time.time() - DAYS * 86400
    old = [one for one in alarms() if one.ended and one.ended < limit]
    for one in old:
        one.forget()
    return len(old)
