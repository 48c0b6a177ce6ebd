"""Manifest: what a backup consists of and what the database held at its moment. It is put last: with it, it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, Self

from kept.backup.packing import Unreadable
from kept.backup.vault import Vault


@dataclass(frozen=True, slots=True)
class Kept:
    """A file: its path below the data folder, its size and SHA-256, and where its bytes lie under which key."""

    path: str
    size: int
    sha256: str
    changed: int  # nanoseconds; with path and size it tells a file that is known already
    blob: str
    key: str  # hexadecimal


@dataclass(frozen=True, slots=True)
class Manifest:
    """A complete backup: database, files and envelope at one moment."""

    id: str
    day: str
    taken_at: str
    moment: str  # the database's clock
    restore_point: str
    system: str  # the cluster's own number
    major: int
    first_log: str  # the piece of the log where the copy begins
    last_log: str  # the piece with the moment in it
    lsn: str
    exact: bool  # whether nobody wrote at the moment, so that the tables can be compared
    base_size: int
    base_stored: int
    base_sha256: str
    stored: int  # bytes that this backup added to the depot
    seconds: float
    tables: dict[str, list[str]] = field(default_factory=dict)  # rows and digest
    files: list[Kept] = field(default_factory=list)
    envelope: dict[str, str] = field(
        default_factory=dict
    )  # name -> text; wrapped keys and settings, never the root key

    @property
    def on(self) -> date:
        """The day whose key seals it."""
        return date.fromisoformat(self.day)

    @property
    def at(self) -> datetime:
        """When it was taken, by the clock that was passed in."""
        return datetime.fromisoformat(self.taken_at)

    @property
    def moment_at(self) -> datetime:
        """When it was taken, by the database's clock."""
        return datetime.fromisoformat(self.moment)

    def put(self, vault: Vault) -> int:
        """Keep it: the backup is whole from now on."""
        return vault.put(self.on, f"manifest-{self.id}", [json.dumps(asdict(self)).encode()])

    @classmethod
    def get(cls, vault: Vault, day: date, id: str) -> Self:
        """The manifest of a backup."""
        known: dict[str, Any] = json.loads(b"".join(vault.get(day, f"manifest-{id}")))
        names = {each.name for each in fields(cls)}
        if not names <= known.keys():
            raise Unreadable(f"the manifest of {id} was written by another version of Kept")
        known["files"] = [Kept(**each) for each in known["files"]]
        return cls(**{name: known[name] for name in names})


def ids(vault: Vault) -> list[tuple[date, str]]:
    """The days and ids of all whole backups, the oldest first."""
    return [
        (day, stored.name.removeprefix("manifest-")) for day in vault.days() for stored in vault.there(day, "manifest-")
    ]


def manifests(vault: Vault) -> Iterator[Manifest]:
    """All whole backups, the newest first."""
    return (Manifest.get(vault, day, name) for day, name in reversed(ids(vault)))


def newest(vault: Vault) -> Manifest | None:
    """The last whole backup."""
    return next(manifests(vault), None)
