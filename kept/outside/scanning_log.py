"""What the scanner found: a line a find, when and what, never in which file or whose. The status page reads it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kept.outside import alarms
from kept.outside.places import data_folder
from kept.web.watched import Health, State

DAYS = 366
ALARM, DAY = "files.found", 86400


def note(found: str) -> None:
    """Write it down at once, whatever becomes of the transaction, and tell who is on call."""
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(line, f"{time.time():.0f} {found}\n".encode())
    finally:
        os.close(line)
    alarms.raise_alarm(ALARM, _("Malicious software was found in a file that came in: %(found)s.") % {"found": found})


def measure() -> Health:
    """How the scanner does. It is down when it does not answer: files wait, or are refused, until it does."""
    from kept.outside import scanning

    finds = [at for at, _found in told()]
    figures = {"found": float(len(finds))}
    if max(finds, default=0.0) < time.time() - DAY:
        alarms.end_alarm(ALARM)
    if not settings.SCANNER["address"]:
        return Health(State.WELL, gettext_noop("No scanner of files is set up."), figures)
    try:
        scanning.ping()
    except scanning.Away:
        return Health(State.DOWN, gettext_noop("The scanner of files does not answer."), figures)
    return Health(State.WELL, "", figures)


def told() -> Iterator[tuple[float, str]]:
    """All finds, the oldest first."""
    try:
        lines = path().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        at, _space, found = line.partition(" ")
        if at.isdigit():
            yield float(at), found


def age_out() -> int:
    """Forget finds of more than a year ago. Returns how many."""
    finds = list(told())
    fresh = [(at, found) for at, found in finds if at > time.time() - DAYS * DAY]
    if len(fresh) < len(finds):
        draft = path().with_suffix(".new")
        draft.write_text("".join(f"{at:.0f} {found}\n" for at, found in fresh), encoding="utf-8")
        draft.replace(path())
    return len(finds) - len(fresh)


def path() -> Path:
    """The file."""
    return data_folder() / "scanner" / "found.log"
