"""Vault: a depot in which everything is packed and sealed, each thing with the key of its day and bound to its name."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, cast

from kept.backup.depot import Depot, Stored
from kept.backup.packing import packed, unpacked
from kept.backup.ring import Ring
from kept.outside.sealing import opened, seal
from kept.outside.storage.terms import Reader
from kept.policy.keeps import keeps

NOBODY = 0  # no instance: the seal binds to the name instead
NAMES = uuid.UUID("6f1d1a52-7a1b-4b0e-9f0c-6b6570740001")


@dataclass(frozen=True, slots=True)
class Vault:
    """Puts and gets. Whatever is not exactly as it was put raises `sealing.Damaged` before it is used up."""

    depot: Depot
    ring: Ring

    @keeps("D4")
    def put(self, day: date, name: str, chunks: Iterable[bytes]) -> int:
        """Keep the chunks among those of a day. Returns the size in the depot."""
        place = f"days/{day.isoformat()}/{name}"
        return self.put_with(self.ring.key_for_writing(day), place, packed(chunks))

    def get(self, day: date, name: str) -> Iterator[bytes]:
        """The chunks as they were. Raises Missing, KeyGone, WrongKey at once, Damaged on the way."""
        place = f"days/{day.isoformat()}/{name}"
        return unpacked(self.get_with(self.ring.key(day), place))

    def there(self, day: date, prefix: str = "") -> list[Stored]:
        """What there is of a day; names as they were given to `put`."""
        start = f"days/{day.isoformat()}/"
        found = self.depot.there(start + prefix)
        return [Stored(each.name.removeprefix(start), each.size, each.at) for each in found]

    def days(self) -> list[date]:
        """The days of which there is anything, the oldest first; not those that ended, whose bytes a store may hold yet."""
        first = min(self.ring.days(), default=date.max)
        found = {date.fromisoformat(each.name.split("/")[1]) for each in self.depot.there("days/")}
        return sorted(day for day in found if day >= first)

    def put_with(self, key: bytes, place: str, chunks: Iterable[bytes]) -> int:
        """Seal chunks with a key of the caller's."""
        return self.depot.put(place, seal(key, NOBODY, _bound_to(place), chunks))

    def get_with(self, key: bytes, place: str) -> Iterator[bytes]:
        """Open what was sealed with a key of the caller's."""
        return opened(key, NOBODY, _bound_to(place), cast(BinaryIO, Reader(self.depot.get(place))))


def _bound_to(place: str) -> uuid.UUID:
    return uuid.uuid5(NAMES, place)
