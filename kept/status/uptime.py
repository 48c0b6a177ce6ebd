"""Minutes: each minute counts once for each part, as well, slow, down, or planned; minutes that nobody watched as away.

    up = (well + slow) / (well + slow + down + away)         planned minutes are told, and count neither way

They are counted in the snapshot first, so that a minute without a database is not lost, and go over into the rows of
their day when the database takes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from kept.policy.keeps import keeps
from kept.status.models import Day
from kept.status.snapshot import Snapshot

KINDS = ("well", "slow", "down", "away", "planned")
HISTORY = 90  # days
MINUTE = 60
LONGEST_GAP = HISTORY * 1440


@keeps("D9")
def count(known: Snapshot, minute: int, states: dict[str, str], planned: frozenset[str] = frozenset()) -> None:
    """Count a minute (since 1970) for all parts, and those before it that nobody watched. A minute counts once."""
    if minute <= known.minute:
        return
    missed = min(minute - known.minute - 1, LONGEST_GAP) if known.minute else 0
    for name, state in states.items():
        for gone in range(minute - missed, minute):
            _owe(known, name, gone, "away")
        _owe(known, name, minute, "planned" if name in planned and state == "down" else state)
    known.minute = minute


def _owe(known: Snapshot, name: str, minute: int, kind: str) -> None:
    day = dt.datetime.fromtimestamp(minute * MINUTE, dt.UTC).date().isoformat()
    line = known.owed.setdefault(f"{day} {name}", {})
    line[kind] = line.get(kind, 0) + 1


def pay(known: Snapshot) -> None:
    """Put what is owed into the rows of its day, and forget it here. Raises DatabaseError: it is owed still."""
    with transaction.atomic():
        for key, line in known.owed.items():
            day, _space, name = key.partition(" ")
            Day.objects.get_or_create(component=name, on=day)
            Day.objects.filter(component=name, on=day).update(**{kind: F(kind) + n for kind, n in line.items()})
    known.owed = {}


def days(names: Iterable[str], today: dt.date) -> dict[str, list[list[Any]]]:
    """The lines of the history from the database, by part, the oldest first."""
    found: dict[str, list[list[Any]]] = {name: [] for name in names}
    rows = Day.objects.filter(on__gt=today - dt.timedelta(days=HISTORY), component__in=found).order_by("on")
    for row in rows:
        found[row.component].append([row.on.isoformat(), *(getattr(row, kind) for kind in KINDS)])
    return found


def share(lines: Iterable[list[Any]]) -> float | None:
    """Of the minutes that count, the share in which it was up; None before the first."""
    lines = list(lines)
    up = sum(line[1] + line[2] for line in lines)
    all_of_them = up + sum(line[3] + line[4] for line in lines)
    return up / all_of_them if all_of_them else None


def age_out(today: dt.date) -> int:
    """Remove the days before the history. Returns how many."""
    return Day.objects.filter(on__lte=today - dt.timedelta(days=HISTORY)).delete()[0]
