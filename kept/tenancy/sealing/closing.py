"""Closing the log: the lines of each instance that no seal covers yet get one (D5).

A line is written at the end of its transaction but may be seen later than one with a younger time. So each turn
looks back a little, and once an hour a whole day: whatever came late is closed by a later seal.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from kept.policy.controller import in_force
from kept.policy.keeps import keeps
from kept.policy.terms import Event
from kept.tenancy.functions import Function, exception
from kept.tenancy.opening import system
from kept.tenancy.sealing import mentioning, signing, tree
from kept.tenancy.sealing.models import Salts, Seal

LAG = timedelta(seconds=20)  # lines younger than this wait for the next turn
BACK = timedelta(minutes=10)
DAY = timedelta(hours=25)
MOST = 20_000  # lines of one seal

UNSEALED = exception(
    Function(
        signature="kept_unsealed(since timestamptz, before timestamptz)",
        returns="TABLE (instance bigint)",
        body="""
BEGIN
  IF coalesce(nullif(current_setting('kept.instance', true), ''), '0') <> '0' THEN
    RETURN;  -- who is inside an instance hears of no other
  END IF;
  RETURN QUERY
  WITH RECURSIVE here (id) AS (
    SELECT min(e.instance_id) FROM audit_entry e
    UNION ALL
    SELECT (SELECT min(e.instance_id) FROM audit_entry e WHERE e.instance_id > here.id) FROM here
     WHERE here.id IS NOT NULL
  )
  SELECT id FROM here WHERE id IS NOT NULL AND EXISTS (
    SELECT 1 FROM audit_entry e WHERE e.instance_id = here.id AND e.at > since AND e.at <= before);
END
""",
        because="the numbers of instances in which something happened, so that idle ones need not be opened to look",
    )
)
LINES = f"""
SELECT {", ".join(tree.COLUMNS)} FROM audit_entry
 WHERE instance_id = %(here)s AND at > %(since)s AND at <= %(before)s AND id NOT IN (
   SELECT unnest(entries) FROM sealing_seal WHERE instance_id = %(here)s AND until > %(since)s)
 ORDER BY at, id LIMIT {MOST}
"""  # noqa: S608
AT = tree.COLUMNS.index("at")


def busy(since: datetime, before: datetime) -> list[int]:
    """The instances with lines in a span of time; 0 is what happened outside any."""
    with system("log.seal"), connection.cursor() as cursor:
        cursor.execute("SELECT instance FROM kept_unsealed(%s, %s)", [since, before])
        return [number for (number,) in cursor.fetchall()]


def close_all(*, whole_day: bool = False, now: datetime | None = None) -> int:
    """Close what is open in every instance. Returns how many lines were closed."""
    now = now or datetime.now(UTC)
    back = DAY if whole_day else BACK
    return sum(close(instance, back=back, now=now) for instance in busy(now - back - back, now - LAG))


def make_up_all(instances: Iterable[int]) -> int:
    """Mention what a Kept of before sealed without mentions. Returns how many seals it was."""
    return sum(make_up(instance) for instance in instances)


def make_up(instance: int) -> int:
    """The same in one instance, some seals a transaction, so that new ones need not wait for it."""
    made = 0
    while some := _make_up_some(instance):
        made += some
    return made


def _make_up_some(instance: int) -> int:
    with system("log.seal", instance, purpose="D5"):
        _alone(instance)
        return mentioning.make_up(instance, kept_since(datetime.now(UTC)))


@keeps("D5")
def close(instance: int, *, back: timedelta = BACK, now: datetime | None = None) -> int:
    """Seal the open lines of one instance, as many seals as it takes. Returns how many lines."""
    closed = 0
    while lines := _close_some(instance, back, now or datetime.now(UTC)):
        closed += lines
        if lines < MOST:
            break
    return closed


def _close_some(instance: int, back: timedelta, now: datetime) -> int:
    with system("log.seal", instance, purpose="D5"):
        _alone(instance)
        last = Seal.objects.filter(instance_id=instance).order_by("-number").first()
        before = now - LAG
        edge, mentioned = mentioning.edge(before, LAG), mentioning.last_of(instance)
        if last and (mentioned.number if mentioned else 0) < last.number:
            mentioning.make_up(instance, kept_since(now))
            mentioned = mentioning.last_of(instance)
        since = min(last.until, before) - back if last else datetime(1970, 1, 1, tzinfo=UTC)
        if mentioned:
            since = min(since, mentioned.edge - timedelta.resolution)
        lines = _lines(instance, since, before)
        if not lines:
            return 0
        until = before if len(lines) < MOST else lines[-1][AT]  # the rest goes on from there
        seal = _seal(instance, last, max(until, last.until) if last else until, lines)
        if (mentioned.number if mentioned else 0) == seal.number - 1:  # else those before come first, in their turn
            mentioning.mention(seal, lines, min(until, edge))
        head = (seal.number, bytes(seal.digest))
        transaction.on_commit(lambda: signing.note_head(instance, *head))
    return len(lines)


def _alone(instance: int) -> None:
    """One at a time: two would give the same number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x5EA1, instance % 2**31])


def kept_since(now: datetime) -> datetime:
    """From when on every line must be there: older ones may have aged out by the term of D5."""
    [term] = [r for r in in_force().purpose("D5").retentions if r.event is Event.RECORDED]
    return now - timedelta(days=term.period.length - 2)


def _lines(instance: int, since: datetime, before: datetime) -> list[tuple[Any, ...]]:
    """The lines themselves. They are hashed and shown to nobody, so that sealing is no look at anybody."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"here": instance, "since": since, "before": before})
        return list(cursor.fetchall())


def _seal(instance: int, last: Seal | None, until: datetime, lines: list[tuple[Any, ...]]) -> Seal:
    salts = [os.urandom(tree.SALT) for _line in lines]
    leaves = [tree.leaf(salt, line) for salt, line in zip(salts, lines, strict=True)]
    number, previous = (last.number + 1, bytes(last.digest)) if last else (1, tree.FIRST)
    entries, top = [line[0] for line in lines], tree.root(leaves)
    digest = tree.digest(instance, number, until, entries, top, previous)
    Salts.objects.create(instance_id=instance, number=number, salts=b"".join(salts))
    seal: Seal = Seal.objects.create(
        instance_id=instance, number=number, until=until, entries=entries, leaves=b"".join(leaves), root=top,
        previous=previous, digest=digest, signature=signing.sign(digest),
    )  # fmt: skip
    return seal


def open_lines(instance: int, before: datetime, now: datetime) -> int:
    """How many lines of an instance from the last day, older than a moment, no seal covers."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM ({LINES}) AS waiting",  # noqa: S608
            {"here": instance, "since": now - DAY, "before": before},
        )
        [(waiting,)] = cursor.fetchall()
    return int(waiting)


def blank(instance: int, entries: set[int]) -> int:
    """Destroy the salts of some lines: nobody can prove any more what they said, and every seal stays good."""
    blanked = 0
    signing.note_blanked(instance, entries)
    for seal in Seal.objects.filter(instance_id=instance, entries__overlap=list(entries)):
        row = Salts.objects.get(instance_id=instance, number=seal.number)
        salts = tree.parts(bytes(row.salts), tree.SALT)
        for place, entry in enumerate(seal.entries):
            if entry in entries:
                salts[place], blanked = tree.BLANK, blanked + 1
        row.salts = b"".join(salts)
        row.save(update_fields=["salts"])
    return blanked
