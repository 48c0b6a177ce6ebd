"""The watch: one thread in the whole house looks at every part each half minute, counts the minutes, and tells alarms.

Every process that serves has such a thread; a lock in the data folder lets one of them watch, and when its process
dies the next one takes over. It needs no database: that the database is away is what it must be able to say.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from datetime import UTC, datetime
from typing import IO

from django.db import DatabaseError, connections
from django.utils import translation

from kept.outside.alarms import end_alarm, raise_alarm
from kept.outside.telling import tell
from kept.policy.keeps import keeps
from kept.status import counting, incidents, uptime
from kept.status.places import folder
from kept.status.snapshot import Part, Snapshot, changing
from kept.web.watched import Health, State, in_order, looked_at

log = logging.getLogger("kept.status")
START = 120  # seconds at most that the house is given to stand before it is looked at
TICK = 10  # seconds between two looks at alarms
EVERY = 3  # ticks between two looks at all parts
ROUNDS = {State.DOWN: 2, State.SLOW: 20}  # so many looks in a row make an alarm
_in_a_row: dict[tuple[str, State], int] = {}


def begin() -> None:
    """Start the thread, in a process that serves."""
    if os.environ.get("KEPT_SERVING") in ("web", "worker"):
        threading.Thread(target=_watch, name="watch", daemon=True).start()


def _watch() -> None:
    lock: IO[str] | None = None
    _wait_until_it_stands()
    for number in range(10**12):
        try:
            counting.tell_gauges()
            lock = lock or take_the_watch()
            if lock is not None:
                with translation.override("en"):
                    if number % EVERY == 0:
                        look()
                    tell()
        except Exception as fault:  # the watch goes on whatever happens
            log.error("the watch stumbled: %s", type(fault).__name__)
        finally:
            connections.close_all()
        time.sleep(TICK)


def _wait_until_it_stands() -> None:
    """A house that is being put up is not one that is down."""
    until = time.monotonic() + START
    while time.monotonic() < until:
        time.sleep(2)
        if all(looked_at(part).state != State.DOWN for part in in_order() if part.name in ("web", "worker")):
            return


def take_the_watch() -> IO[str] | None:
    """The lock, held for as long as the file is open; None while another process watches."""
    held = (folder() / "watch.lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        return None
    return held


@keeps("D9")
def look(now: float | None = None) -> Snapshot:
    """Look at every part, write down what was seen, and raise or end its alarm."""
    seen = {part.name: looked_at(part) for part in in_order()}
    now = now or time.time()
    with changing() as known:
        known.parts = [_part(known, name, health, now) for name, health in seen.items()]
        known.at = now
        states = {name: str(health.state) for name, health in seen.items()}
        uptime.count(known, int(now // uptime.MINUTE), states, incidents.planned_now(known, now))
        try:
            uptime.pay(known)
            known.days = uptime.days(seen, datetime.fromtimestamp(now, UTC).date())
            known.incidents = incidents.told()
        except DatabaseError:
            pass  # it stays owed, and the page shows what was known
    for part in in_order():
        if part.alarmed:
            _alarm(part.name, seen[part.name])
    return known


def _part(known: Snapshot, name: str, health: Health, now: float) -> Part:
    before = known.part(name)
    since = before.since if before and before.state == health.state else now
    return Part(name, str(health.state), health.said, dict(health.figures), since)


def _alarm(name: str, health: Health) -> None:
    for state, rounds in ROUNDS.items():
        key = (name, state)
        _in_a_row[key] = _in_a_row.get(key, 0) + 1 if health.state == state else 0
        if _in_a_row[key] >= rounds:
            raise_alarm(f"{name}.{state}", f"{name}: {health.said or state}")
        elif health.state == State.WELL or (state == State.SLOW and health.state == State.DOWN):
            end_alarm(f"{name}.{state}")
