"""The database's log, piece by piece: out of the spool into the vault, and back for a restore.

Each piece is finished every half a minute, so that no more than that is ever lost.
"""

from __future__ import annotations

import os
import re
import struct
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import psycopg

from kept.backup.days import day_of
from kept.backup.vault import Vault
from kept.policy.keeps import keeps
from kept.server.cluster import own_folder
from kept.server.connections import connect
from kept.server.place import Place
from kept.server.trouble import Trouble

PIECE = re.compile(r"[0-9A-F]{24}")
HISTORY = re.compile(r"[0-9A-F]{8}\.history")
STAMP = "%Y%m%dT%H%M%S.%fZ"
RUN = 1 << 20
SIZE = struct.Struct(">Q")
PAGE, HEADER = 8192, 24
PAGE_HEAD = struct.Struct("<HH")
CONTINUES = 1  # the page goes on with a record of the page before
EMPTY = bytes(PAGE - HEADER)
ARCHIVE_SECONDS = 60
SETTLE_SECONDS = 5
AFTER = timedelta(minutes=5)  # a restore to a moment looks at the log a little beyond it


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the log in the vault: which, when the database had finished it, and where it lies."""

    segment: str
    finished: datetime
    day: date
    name: str
    size: int


def want(place: Place) -> None:
    """Have the database hand its log to the spool from now on."""
    with connect("backup") as connection:
        mode = connection.execute("SHOW archive_mode").fetchone()
    if mode != ("on",):
        raise Trouble("The database was started before Kept knew backups. Stop Kept and start it again.")
    own_folder(place, place.spool)
    path = place.spool / ".wanted"
    path.write_text(system_of())


def wanted(place: Place) -> bool:
    """Whether the log is being kept."""
    return (place.spool / ".wanted").exists()


def system_in_spool(place: Place) -> str:
    """The number of the cluster whose log the spool holds; empty when none is kept."""
    return (place.spool / ".wanted").read_text() if wanted(place) else ""


def finish_piece() -> None:
    """Have the database finish the piece that it writes. Does nothing when nothing was written."""
    with connect("backup") as connection:
        connection.execute("SELECT pg_switch_wal()")


@keeps("D4")
def ship(vault: Vault, spool: Path, now: datetime, system: str) -> int:
    """Bring what lies in the spool into the vault. Returns how many pieces. What was taken is removed after it is safe."""
    shipped = 0
    for path in sorted(spool.iterdir()) if spool.is_dir() else ():
        if PIECE.fullmatch(path.name) or HISTORY.fullmatch(path.name):
            vault.put(day_of(now), _name(system, path), _runs(path))
            path.unlink()
            shipped += 1
        elif path.suffix == ".backup":
            path.unlink()  # a note on the beginning of a copy, which the copy has too
    return shipped


def ship_until(vault: Vault, spool: Path, now: datetime, system: str, segment: str) -> None:
    """Wait for the piece with a moment in it, and ship. Raises Trouble when the database does not hand it over."""
    until = time.monotonic() + ARCHIVE_SECONDS
    while not (spool / segment).exists() and not _shipped(vault, now, system, segment):
        if time.monotonic() > until:
            raise Trouble(f"The database did not hand over its log up to {segment} within {ARCHIVE_SECONDS} seconds.")
        time.sleep(0.05)
    ship(vault, spool, now, system)


def pieces(vault: Vault, system: str) -> list[Piece]:
    """All pieces of a cluster's log, in order."""
    found = [
        _piece(day, stored.name, stored.size) for day in vault.days() for stored in vault.there(day, f"log-{system}-")
    ]
    return sorted(found, key=lambda each: (each.segment, each.finished))


def needed(vault: Vault, system: str, first: str, *, last: str | None, until: datetime | None) -> Iterator[Piece]:
    """The pieces from `first` on: to the piece `last`, or a little beyond the moment `until`, or all."""
    for piece in pieces(vault, system):
        if piece.segment < first or piece.segment[:8] != first[:8]:
            continue
        if (last and piece.segment > last) or (until and piece.finished > until + AFTER):
            break
        yield piece


def lay_out(vault: Vault, chosen: Iterable[Piece], folder: Path) -> None:
    """Put pieces into a folder for the database to read, as long as they were."""
    for piece in chosen:
        with (folder / piece.segment).open("wb") as file:
            whole = b"".join(vault.get(piece.day, piece.name))
            file.write(whole[SIZE.size :])
            file.truncate(*SIZE.unpack_from(whole))


def _piece(day: date, name: str, size: int) -> Piece:
    segment, stamp = name.rsplit("-", 2)[1:]
    return Piece(segment, datetime.fromisoformat(stamp), day, name, size)


def _name(system: str, path: Path) -> str:
    finished = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return f"log-{system}-{path.name}-{finished.strftime(STAMP)}"


def _shipped(vault: Vault, now: datetime, system: str, segment: str) -> bool:
    return bool(vault.there(day_of(now), f"log-{system}-{segment}-"))


def _runs(path: Path) -> Iterator[bytes]:
    """The size of the piece, then what was written of it; not the empty pages after a piece that was finished early."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        left = _written(file, size)
        file.seek(0)
        yield SIZE.pack(size)
        while run := file.read(min(RUN, left)):
            left -= len(run)
            yield run


def _written(file: BinaryIO, size: int) -> int:
    """Where the last page ends that holds anything but its own header."""
    if size % PAGE:
        return size  # no piece, but the short history of a restore
    for end in range(size, 0, -PAGE):
        file.seek(end - PAGE)
        page = file.read(PAGE)
        _magic, info = PAGE_HEAD.unpack_from(page)
        if info & CONTINUES or page[HEADER:] != EMPTY:
            return end
    return 0


def system_of() -> str:
    """The number of the cluster that we speak to."""
    with connect("backup") as connection:
        found = connection.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone()
    assert found  # noqa: S101  a select of a function has a row
    return str(found[0])


def answers() -> bool:
    """Whether the database can be asked."""
    try:
        connect("backup").close()
    except psycopg.Error:
        return False
    return True


def settle(place: Place) -> None:
    """Wait until the database has handed over all that it finished. What it does not within a few seconds comes later."""
    ready = place.data / "pg_wal" / "archive_status"
    until = time.monotonic() + SETTLE_SECONDS
    while ready.is_dir() and any(ready.glob("*.ready")) and time.monotonic() < until:
        time.sleep(0.05)


def gaps(found: list[Piece]) -> list[str]:
    """The pieces after which one is missing."""
    runs = [each for each in found if PIECE.fullmatch(each.segment)]
    return [
        one.segment
        for one, following in zip(runs, runs[1:], strict=False)
        if one.segment[:8] == following.segment[:8] and _number(following.segment) - _number(one.segment) > 1
    ]


def _number(segment: str) -> int:
    return int(segment[8:16], 16) * 256 + int(segment[16:], 16)
