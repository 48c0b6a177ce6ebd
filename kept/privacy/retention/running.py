"""The run of a day: everything that is over comes to its end, five hundred rows a transaction.

It can be stopped at any moment and begun again, in two places at once: rows that somebody holds are passed by, and
what has gone is not found again. What is still there at the end is counted, and speaks against the promise.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from kept.policy import clock
from kept.policy.ageing import AGEING
from kept.policy.keeps import keeps
from kept.privacy.retention import instances, plan
from kept.privacy.retention.clocks import Clock
from kept.privacy.retention.doors import Door, doors
from kept.privacy.retention.erasing import empty, end
from kept.privacy.retention.holds import held
from kept.privacy.retention.runs import Run
from kept.privacy.retention.service_ends import note_ends
from kept.privacy.retention.written_once import age_out, is_written_once

CHUNK = 500
LINES = 10_000
REST = 2.0  # after each chunk, in times of what it took: people at their pages come first


@keeps("L1", "L2", "L3", "L4", "L6")
def run(day: date | None = None, *, chunk: int = CHUNK, planning: bool = True) -> Run:
    """End everything that is over on a day (today). Returns the run with its counts. Done again, it goes on."""
    day = day or clock.today()
    done, _new = Run.objects.get_or_create(day=day, defaults={"started_at": clock.now()})
    begun = time.monotonic()
    done.left, done.held, done.trouble, done.ended_at = {}, {}, "", None
    try:
        note_ends()
        for door in doors():
            for ticking in due_behind(door, day):
                sweep(ticking, day, done, door, chunk)
        done.add("gone", "tenancy.instance", instances.empty_ended(day))
        for ageing in AGEING.values():
            done.add("gone", ageing.name, ageing.act())
        if planning:
            done.forecast = plan.forecast(day)
    except Exception as trouble:
        done.trouble = type(trouble).__name__
        raise
    finally:
        if not transaction.get_connection().needs_rollback:
            done.seconds += time.monotonic() - begun
            done.ended_at = None if done.trouble else clock.now()
            done.save()
    return done


@keeps("L4")
def run_at_once(day: date | None = None) -> int:
    """End what is over as soon as its event happens, without waiting for the night. Returns how many rows went."""
    day = day or clock.today()
    done = Run(day=day, started_at=clock.now())
    for door in doors():
        hasty = [ticking for ticking in door.clocks if any(term.at_once for term in ticking.terms)]
        for ticking in due_behind(Door(door.instance, hasty), day) if hasty else ():
            sweep(ticking, day, done, door, CHUNK)
    return done.total


def due_behind(door: Door, day: date) -> list[Clock]:
    """The clocks behind a door by which something is over, wholly or in part: one short question to each table."""
    with door.open():
        return [ticking for ticking in door.clocks if is_written_once(ticking.model) or anything_over(ticking, day)]


def anything_over(ticking: Clock, day: date) -> bool:
    """Whether a row has come to its end on a day, or a fact of one."""
    parts = [rows for _fields, rows in ticking.part_over(day)]
    counts = {f"n{number}": Count("pk", filter=rows) for number, rows in enumerate([ticking.over(day), *parts])}
    return any(ticking.model.objects.aggregate(**counts).values())


def sweep(ticking: Clock, day: date, done: Run, door: Door, chunk: int) -> None:
    """Bring to an end what is over of one model behind a door, and count what stays and why."""
    if is_written_once(ticking.model):
        _age_out(ticking, day, done, door)
        return
    for keys in chunks(ticking, lambda: ticking.over(day) & loose(ticking), day, door, chunk):
        end(ticking, keys)
        _note(done, "emptied" if ticking.remains else "gone", ticking, len(keys))
    for fields, rows in ticking.part_over(day):
        for keys in chunks(ticking, the(rows), day, door, chunk):
            empty(ticking.model, keys, fields)
            _note(done, "emptied", ticking, len(keys))
    _count_what_stays(ticking, day, done, door)
    if done.pk:
        done.save(update_fields=["held", "left"])


def _note(done: Run, what: str, ticking: Clock, number: int) -> None:
    """Count what was ended, in the transaction that ends it: whoever is killed after it has counted right."""
    done.add(what, ticking.label, number)
    if done.pk and number:
        done.save(update_fields=["gone", "emptied"])


def chunks(ticking: Clock, rows: Callable[[], Q], day: date, door: Door, size: int) -> Iterator[list[Any]]:
    """Keys of rows to end, held and in a transaction of their own for as long as the caller works on them."""
    last: Any = None
    while True:
        begun = time.monotonic()
        with door.open():
            found = ticking.model.objects.filter(rows()).exclude(held(ticking.model, day)).order_by("pk")
            if last is not None:
                found = found.filter(pk__gt=last)
            found = found.select_for_update(skip_locked=True, of=("self",))
            keys = list(found.values_list("pk", flat=True)[:size])
            if not keys:
                return
            last = keys[-1]
            yield keys
        if len(keys) < size:
            return
        time.sleep(REST * (time.monotonic() - begun))


def the(rows: Q) -> Callable[[], Q]:
    """Rows that are known before the passage opens."""
    return lambda: rows


def loose(ticking: Clock) -> Q:
    """Rows that nothing refers to any more; rows that stay need not be free."""
    return Q() if ticking.remains else ticking.free()


def _age_out(ticking: Clock, day: date, done: Run, door: Door) -> None:
    before = clock.after(min(term.newest(day) for term in ticking.terms))
    while True:
        with door.open():
            gone = age_out(ticking.model, before, LINES)
            _note(done, "gone", ticking, gone)
        if gone < LINES:
            return


def _count_what_stays(ticking: Clock, day: date, done: Run, door: Door) -> None:
    with door.open():
        over = ticking.model.objects.filter(ticking.over(day))
        kept = over.filter(held(ticking.model, day)).count()
        done.add("held", ticking.label, kept)
        done.add("left", ticking.label, over.count() - kept)
