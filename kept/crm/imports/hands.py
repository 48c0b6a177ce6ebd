"""Two hands write an import: while the database checks and keeps one chunk, the next one is being matched and inserted.

The order stays: a chunk is written for good only after the one before it, and not at all when that one was not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Event, Lock
from typing import Any

from django.db import connection, connections

_two = Lock()  # one import of a process at a time has two: the machine has other work too


class Overtaken(Exception):
    """Somebody else went on with it, it was stopped, or the chunk before came to nothing: this one is not written."""


class Turn:
    """A chunk's place in the order."""

    def __init__(self, before: Future[bool] | None = None) -> None:
        self.before, self.worked = before, Event()

    def settle(self) -> None:
        """Let the next one begin, and wait until the one before is written for good. Raises Overtaken when it is not."""
        self.worked.set()
        if self.before is not None and not self.before.result():
            raise Overtaken


Write = Callable[[Any, Turn], bool]  # a chunk in its own transaction; whether to go on


def by_one_hand(chunks: Iterable[Any], write: Write) -> bool:
    """One chunk after the other. Returns whether all were written."""
    return all(_one(write, chunk, Turn()) for chunk in chunks)


def by_two_hands(chunks: Iterable[Any], write: Write) -> bool:
    """The same, a chunk beginning while the one before is being kept. Inside a transaction, one hand has to do:
    the other would not see what was written there."""
    if connection.in_atomic_block or not _two.acquire(blocking=False):
        return by_one_hand(chunks, write)
    try:
        with ThreadPoolExecutor(1) as left, ThreadPoolExecutor(1) as right:
            try:
                return _in_turns(chunks, write, left, right)
            finally:
                for hand in (left, right):
                    hand.submit(connections.close_all)
    finally:
        _two.release()


def _in_turns(chunks: Iterable[Any], write: Write, hand: ThreadPoolExecutor, other: ThreadPoolExecutor) -> bool:
    before: Future[bool] | None = None
    for chunk in chunks:
        turn = Turn(before)
        before = hand.submit(copy_context().run, _one, write, chunk, turn)
        turn.worked.wait()
        if before.done() and not before.result():
            break
        hand, other = other, hand
    return before is None or before.result()


def _one(write: Write, chunk: Any, turn: Turn) -> bool:
    try:
        return write(chunk, turn)
    except Overtaken:
        return False
    finally:
        turn.worked.set()
