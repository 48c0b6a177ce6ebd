"""Ring: a key for each day of backups, wrapped by the operator's root key, and gone with the history of its day.

What is sealed with the key of a day cannot be read by anybody once the key is gone, even where the bytes linger: in an
object store that refuses to delete, on a disk that was thrown away, in a copy of a copy.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kept.backup.depot import Depot, Missing
from kept.outside import keys_roots
from kept.outside.keys_roots import FileRoot, WrongRootKey
from kept.policy.keeps import keeps

KEY = 32
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class KeyGone(LookupError):
    """The key of the day does not exist: it was never made, or the day's history has ended."""


class WrongKey(Exception):
    """The root key is not the one that this ring was made with."""


class Wrapper(Protocol):
    """What wraps a key and opens it again, by whichever root it names."""

    def wrap(self, plain: bytes, purpose: bytes) -> bytes: ...
    def unwrap(self, wrapped: bytes, purpose: bytes) -> bytes: ...


@dataclass(frozen=True)
class OneRoot:
    """A root alone, where there is no chain to others."""

    root: FileRoot

    def wrap(self, plain: bytes, purpose: bytes) -> bytes:
        return keys_roots.wrap(self.root, plain, purpose)

    def unwrap(self, wrapped: bytes, purpose: bytes) -> bytes:
        return self.root.open(keys_roots.sealed_in(wrapped), purpose)


@keeps("D4")
class Ring:
    """The keys of the days, in a depot that must be able to forget."""

    def __init__(self, depot: Depot, wrapper: Wrapper) -> None:
        self._depot = depot
        self._wrapper = wrapper
        self._known: dict[date, bytes] = {}

    def key(self, day: date) -> bytes:
        """The key of a day. Raises KeyGone, WrongKey."""
        if day not in self._known:
            self._known[day] = self._opened(day)
        return self._known[day]

    def key_for_writing(self, day: date) -> bytes:
        """The key of a day, made when it is first asked for."""
        try:
            return self.key(day)
        except KeyGone:
            self._put(day, os.urandom(KEY))
        return self.key(day)

    def days(self) -> list[date]:
        """The days that have a key, the oldest first."""
        names = (stored.name.removeprefix("keys/") for stored in self._depot.there("keys/"))
        return [date.fromisoformat(name) for name in names if DAY.fullmatch(name)]

    def destroy(self, day: date) -> None:
        """End the day: nothing that was sealed with its key can be read any more."""
        self._known.pop(day, None)
        self._depot.remove(_name(day))

    def rewrap(self, wrapper: Wrapper) -> int:
        """Wrap all keys with another root. Returns how many."""
        opened = {day: self.key(day) for day in self.days()}
        self._wrapper = wrapper
        for day, key in opened.items():
            self._put(day, key)
        return len(opened)

    def wrapped(self, day: date) -> bytes:
        """The key of a day as it lies there. Raises KeyGone."""
        try:
            return b"".join(self._depot.get(_name(day)))
        except Missing as missing:
            raise KeyGone(f"there is no key for backups of {day}") from missing

    def rewrap_day(self, day: date) -> None:
        """Wrap one key anew; one that has ended meanwhile stays gone."""
        key = self._opened(day)
        self._put(day, key)

    def bring(self, name: str) -> bytes:
        """Something that belongs to the keys and opens nothing by itself: see `chain`. Raises Missing."""
        return b"".join(self._depot.get(f"ring/{name}"))

    def keep(self, name: str, content: bytes) -> None:
        """Put it there."""
        self._depot.put(f"ring/{name}", [content])

    def kept(self, prefix: str = "") -> list[str]:
        """The names of what was kept so."""
        return [stored.name.removeprefix("ring/") for stored in self._depot.there(f"ring/{prefix}")]

    def forget(self, name: str) -> None:
        """Remove it."""
        self._depot.remove(f"ring/{name}")

    def _put(self, day: date, key: bytes) -> None:
        self._depot.put(_name(day), [self._wrapper.wrap(key, _purpose(day))])

    def _opened(self, day: date) -> bytes:
        wrapped = self.wrapped(day)
        try:
            return self._wrapper.unwrap(wrapped, _purpose(day))
        except WrongRootKey as wrong:
            raise WrongKey(f"the operator's key does not open the backups of {day}: {wrong}") from wrong


def _name(day: date) -> str:
    return f"keys/{day.isoformat()}"


def _purpose(day: date) -> bytes:
    return b"kept backup key " + day.isoformat().encode()
