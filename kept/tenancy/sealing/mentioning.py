"""Mentions: beside each seal, which of its lines speak of which records, so that "who looked?" is found without a
search through the log (D5). It is written with the seal, a minute after the request, and not by the request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from kept.policy.keeps import keeps
from kept.tenancy.sealing import tree
from kept.tenancy.sealing.models import Seal

FEW = 64  # lines of one kind in a row: so many are looked at for one that is sought
UNSURE = timedelta(hours=25)  # how far behind a seal lines may lack one that was made without noting its edge
SEALS, LINES_AT_ONCE = 500, 20_000  # made up for in one transaction, whichever is reached first
ID, AT, KIND, IDS = (tree.COLUMNS.index(name) for name in ("id", "at", "kind", "ids"))

Line = Sequence[Any]  # of the log, in the order of tree.COLUMNS
OLDEST = """
SELECT min(xact_start) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
INSERT = """
INSERT INTO sealing_mention (instance_id, number, edge, kind, entries, ids, newest) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
LAST = "SELECT number, edge FROM sealing_mention WHERE instance_id = %s ORDER BY number DESC LIMIT 1"
SEALS_OF = """
SELECT number, until, entries FROM sealing_seal WHERE instance_id = %s AND number <= %s AND until > %s ORDER BY number
"""
MENTIONS = "SELECT kind, entries, ids, edge FROM sealing_mention WHERE instance_id = %s AND number = %s"
LINES = f"SELECT {', '.join(tree.COLUMNS)} FROM audit_entry WHERE instance_id = %s AND id = ANY(%s) ORDER BY at, id"  # noqa: S608


def edge(before: datetime, lag: timedelta) -> datetime:
    """The moment before which no line can come any more: whoever is still at work began later. Clocks of two machines
    may differ by the lag."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST)
        [(oldest,)] = cursor.fetchall()
    return min(before, oldest - lag) if oldest else before


def mention(seal: Seal, lines: Iterable[Line], closed_till: datetime) -> None:
    """Write down of which records the lines of a seal speak. Before `closed_till` every line has a seal by now."""
    rows = list(_rows(lines)) or [("", [], [], seal.until)]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [(seal.instance_id, seal.number, closed_till, *row) for row in rows])


@dataclass(frozen=True, slots=True)
class Last:
    """The last seal of an instance whose lines are mentioned, and the moment before which no other line is."""

    number: int
    edge: datetime


def last_of(instance: int) -> Last | None:
    """How far mentions have come; nowhere before the first seal. Mentions are read as bare numbers: no look at anybody."""
    with connection.cursor() as cursor:
        cursor.execute(LAST, [instance])
        found = cursor.fetchone()
    return Last(*found) if found else None


def make_up(instance: int, kept_since: datetime) -> int:
    """Mention the lines of some seals that were made without: by a Kept of before. Returns how many seals. Seals whose
    lines have aged out are passed by."""
    last = last_of(instance)
    after = last.number if last else 0
    seals = Seal.objects.filter(instance_id=instance, number__gt=after, until__gt=kept_since).order_by("number")
    made = lines = 0
    for seal in seals[:SEALS].iterator(chunk_size=20):
        with connection.cursor() as cursor:
            cursor.execute(LINES, [instance, list(seal.entries)])
            mention(seal, cursor.fetchall(), seal.until - UNSURE)
        made, lines = made + 1, lines + len(seal.entries)
        if lines >= LINES_AT_ONCE:
            break
    return made


def _rows(lines: Iterable[Line]) -> Iterator[tuple[str, list[int], list[int], datetime]]:
    kinds: dict[str, list[Line]] = {}
    for line in lines:
        if line[IDS]:  # lines of records whose keys are words are not asked for by record
            kinds.setdefault(line[KIND], []).append(line)
    for kind, alike in kinds.items():
        for start in range(0, len(alike), FEW):
            some = alike[start : start + FEW]
            ids = set().union(*(line[IDS] for line in some))
            yield kind, [line[ID] for line in some], sorted(ids), max(line[AT] for line in some)


@keeps("D5")
def unmentioned(cursor: Any, instance: int, kept_since: datetime) -> Iterator[str]:
    """What is wrong with the mentions of an instance, in sentences: a line that is sealed and not mentioned as it says
    would be looked for in vain, while every seal is good."""
    cursor.execute(LAST, [instance])
    last = cursor.fetchone()
    if last is None:
        return  # every line is looked through
    cursor.execute(SEALS_OF, [instance, last[0], kept_since])
    for number, until, entries in cursor.fetchall():
        cursor.execute(MENTIONS, [instance, number])
        told: dict[tuple[str, int], set[int]] = {}
        for kind, lines, ids, edge in cursor.fetchall():
            spoken_of = set(ids)
            told |= {(kind, line): spoken_of for line in lines}
            if edge > until:
                yield f"seal {number} is said to close more than it does"
        cursor.execute(LINES, [instance, entries])
        for line in cursor.fetchall():
            if not told.get((line[KIND], line[ID]), set()).issuperset(line[IDS]):
                yield f"line {line[ID]} is not found by who asks about its records"
