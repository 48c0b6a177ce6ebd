"""Writing what was noted: lines by COPY, and with them, in the same transaction, the numbers of the day they belong to.

Statistics are counted here, as lines go by, so that nobody has to read lines for them, and they stay when lines go.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import orjson
import psycopg

from kept.identity.devices import PROGRAM, Kind, kind_of
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.policy.register import REGISTER
from kept.tracking.faults import Placed
from kept.tracking.lines import Line, Waiting, line_of
from kept.tracking.sizes import duration_class

COLUMNS = (
    "at", "ip", "method", "route", "status", "satisfied", "duration_ms", "queries", "bytes", "instance", "user_id",
    "device", "request_id", "failure",
)  # fmt: skip
COPY = f"COPY tracking_requestline ({', '.join(COLUMNS)}) FROM STDIN"
COUNT = """
INSERT INTO tracking_tally (day, what, key, part, size, number)
SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::text[], %s::smallint[], %s::bigint[])
ON CONFLICT (day, what, key, part, size) DO UPDATE SET number = tracking_tally.number + excluded.number
"""
ACTIVE = """
INSERT INTO tracking_activeinstance (day, instance) SELECT * FROM unnest(%s::date[], %s::bigint[])
ON CONFLICT DO NOTHING
"""
SEEN = """
INSERT INTO tracking_device
  (month, user_id, instance, browser, browser_version, system, system_version, screen, first_at, last_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (month, user_id, instance, browser, browser_version, system, system_version) DO UPDATE
   SET last_at = greatest(tracking_device.last_at, excluded.last_at),
       screen = coalesce(nullif(excluded.screen, ''), tracking_device.screen)
"""
MET = """
INSERT INTO tracking_fault (fingerprint, kind, code, frames, route, status, count, first_at, last_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (fingerprint) DO UPDATE
   SET count = tracking_fault.count + excluded.count, last_at = greatest(tracking_fault.last_at, excluded.last_at),
       route = excluded.route, status = excluded.status, frames = excluded.frames,
       back_at = CASE WHEN tracking_fault.solved_at < excluded.last_at THEN excluded.last_at
                      ELSE tracking_fault.back_at END
"""
NOBODYS = tuple(field.name for field in REGISTER.request_log if field.category is None)
FORGET_SEEN = 50_000  # devices remembered in memory, so that a visit of a moment ago is not written again
HOUR = 3600

_seen: dict[tuple[Any, ...], float] = {}


def write(
    connection: psycopg.Connection[Any],
    waiting: Sequence[Waiting],
    faults: Sequence[Placed] = (),
    counts: Sequence[tuple[str, str, str, int]] = (),
    dropped: int = 0,
) -> list[Line]:
    """Write it all in the transaction that is open on this connection. Returns the lines."""
    kinds = [kind_of(one.browser) for one in waiting]
    lines = [line_of(one, kind) for one, kind in zip(waiting, kinds, strict=True)]
    _copy(connection, lines)
    today = clock.today()
    number = numbers(lines, kinds, [one.screen for one in waiting])
    number.update(Counter((today, *one) for one in counts))
    number.update(Counter((clock.day_of(_moment(one.met.at)), "failure", one.met.kind, "", 0) for one in faults))
    if dropped:
        number[(today, "dropped", "", "", 0)] += dropped
    _count(connection, number)
    _active(connection, lines)
    _devices(connection, waiting, kinds)
    _faults(connection, faults)
    return lines


def _copy(connection: psycopg.Connection[Any], lines: Iterable[Line]) -> None:
    with psycopg.Cursor(connection) as cursor, cursor.copy(COPY) as copy:
        for line in lines:
            copy.write_row(line)


@keeps("U4")
def numbers(
    lines: Sequence[Line], kinds: Sequence[Kind], screens: Sequence[str]
) -> Counter[tuple[date, str, str, str, int]]:
    """What these lines add to the numbers of their days."""
    found: Counter[tuple[date, str, str, str, int]] = Counter()
    for line, kind, screen in zip(lines, kinds, screens, strict=True):
        day = clock.day_of(line.at)
        found[
            (day, "route", f"{line.method} {line.route}", f"{line.status // 100}xx", duration_class(line.duration_ms))
        ] += 1
        if line.user is not None and kind.browser not in ("", PROGRAM):
            found[(day, "browser", kind.browser, kind.browser_version, 0)] += 1
            found[(day, "system", kind.system, kind.system_version, 0)] += 1
            if screen:
                found[(day, "screen", screen, "", 0)] += 1
    return found


def _count(connection: psycopg.Connection[Any], found: Counter[tuple[date, str, str, str, int]]) -> None:
    if found:
        rows = [
            (*key, number) for key, number in sorted(found.items())
        ]  # in one order everywhere: nobody waits in a ring
        connection.execute(COUNT, [list(column) for column in zip(*rows, strict=True)])


def _active(connection: psycopg.Connection[Any], lines: Sequence[Line]) -> None:
    found = sorted({(clock.day_of(line.at), line.instance) for line in lines if line.instance})
    if found:
        connection.execute(ACTIVE, [list(column) for column in zip(*found, strict=True)])


@keeps("C4")
def _devices(connection: psycopg.Connection[Any], waiting: Sequence[Waiting], kinds: Sequence[Kind]) -> None:
    """The kinds of devices that users came with, each once an hour at most."""
    due: dict[tuple[Any, ...], tuple[float, str]] = {}
    for one, kind in zip(waiting, kinds, strict=True):
        if one.user_id is None or kind.browser in ("", PROGRAM):
            continue
        key = (clock.day_of(_moment(one.at)).replace(day=1), one.user_id, one.instance_id, *kind)
        if one.at - _seen.get((*key, one.screen), 0.0) > HOUR:
            due[key] = (one.at, one.screen or due.get(key, (0.0, ""))[1])
            _seen[(*key, one.screen)] = one.at
    for key, (at, screen) in sorted(due.items()):
        connection.execute(SEEN, [*key, screen, _moment(at), _moment(at)])
    if len(_seen) > FORGET_SEEN:
        _seen.clear()


def _faults(connection: psycopg.Connection[Any], faults: Sequence[Placed]) -> None:
    for fingerprint, group in sorted(_grouped(faults).items()):
        last, first = group[-1], group[0]
        connection.execute(
            MET,
            [
                fingerprint, last.met.kind, last.met.code, list(last.met.frames), last.route, last.status, len(group),
                _moment(first.met.at), _moment(last.met.at),
            ],
        )  # fmt: skip


def _grouped(faults: Sequence[Placed]) -> dict[str, list[Placed]]:
    found: dict[str, list[Placed]] = {}
    for one in faults:
        found.setdefault(one.met.fingerprint, []).append(one)
    return found


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def forget_seen() -> None:
    """Know of no device any more: whatever comes is written."""
    _seen.clear()


def say(lines: Iterable[Line]) -> None:
    """Tell lines on the standard output as JSON, for who gathers them elsewhere: there no term of ours reaches them, so
    they carry only the fields that tell nothing of a person."""
    for line in lines:
        told = line._asdict()
        sys.stdout.buffer.write(orjson.dumps({name: told[name] for name in NOBODYS}) + b"\n")
    sys.stdout.buffer.flush()
