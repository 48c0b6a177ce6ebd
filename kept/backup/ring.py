"""Ring: a key for each day of backups, wrapped by the operator's root key, and gone with the history of its day.

What is sealed with the key of a day cannot be read by anybody once the key is gone, even where the bytes linger: in an
object store that refuses to delete, on a disk that was thrown away, in a copy of a copy.
"""

from __future__ import annotations

import os
import re
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kept.backup.depot import Depot, Missing
from kept.policy.keeps import keeps

NONCE = 12
KEY = 32
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class KeyGone(LookupError):
    """The key of the day does not exist: it was never made, or the day's history has ended."""


class WrongKey(Exception):
    """The root key is not the one that this ring was made with."""


@keeps("D4")
class Ring:
    """The keys of the days, in a depot that must be able to forget."""

    def __init__(self, depot: Depot, root_key: bytes) -> None:
        self._depot = depot
        self._cipher = AESGCM(root_key)
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

    def rewrap(self, root_key: bytes) -> int:
        """Wrap all keys with a new root key. Returns how many."""
        opened = {day: self.key(day) for day in self.days()}
        self._cipher = AESGCM(root_key)
        for day, key in opened.items():
            self._put(day, key)
        return len(opened)

    def _put(self, day: date, key: bytes) -> None:
        nonce = os.urandom(NONCE)
        self._depot.put(_name(day), [nonce + self._cipher.encrypt(nonce, key, _purpose(day))])

    def _opened(self, day: date) -> bytes:
        try:
            wrapped = b"".join(self._depot.get(_name(day)))
        except Missing as missing:
            raise KeyGone(f"there is no key for backups of {day}") from missing
        try:
            return self._cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], _purpose(day))
        except (InvalidTag, ValueError) as wrong:
            raise WrongKey(f"the operator's key does not open the backups of {day}") from wrong


def _name(day: date) -> str:
    return f"keys/{day.isoformat()}"


def _purpose(day: date) -> bytes:
    return b"kept backup key " + day.isoformat().encode()
