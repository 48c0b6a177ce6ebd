"""Promises that came, went or were reworded; and the promise that no machine decides."""

from __future__ import annotations

from collections.abc import Iterator

from kept.policy.difference.change import Change, Kind, change, sides, turned, worded
from kept.policy.register.whole import Register
from kept.policy.text import Text


def compared(old: Register, new: Register) -> Iterator[Change]:
    gone, come, both = sides(old.promises, new.promises, lambda promise: promise.id)
    for promise in gone:
        yield change(promise.id, Kind.REMOVES, "No longer promised: {it}", "Už neslibujeme: {it}", it=promise.title)
    for promise in come:
        yield change(promise.id, Kind.ADDS, "Newly promised: {it}", "Nově slibujeme: {it}", it=promise.title)
    for was, is_ in both:
        yield from worded(was.id, was.id, was.title, is_.title)
        yield from worded(was.id, was.id, was.text, is_.text)
    yield from turned(
        "L7",
        (Kind.NARROWS_RIGHT, Kind.WIDENS_RIGHT),
        old.automated_decisions,
        new.automated_decisions,
        (
            Text("A machine may decide about people.", cs="O lidech smí rozhodovat stroj."),
            Text("No machine decides about people any more.", cs="O lidech už nerozhoduje žádný stroj."),
        ),
    )
