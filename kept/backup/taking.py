"""Taking a backup: copy of the cluster, the moment, rows' digests, log, files, envelope; the manifest makes it whole."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kept.backup import base, filing, log, manifest
from kept.backup.base import Base
from kept.backup.days import day_of
from kept.backup.digests import digests
from kept.backup.manifest import Kept, Manifest
from kept.backup.moment import Moment, moment
from kept.backup.pulling import pulled
from kept.backup.vault import Vault
from kept.policy.keeps import keeps
from kept.server.connections import external
from kept.server.place import data_folder, place

SPOOL = "backup-spool"  # its lock is another, so that the log goes on during a long backup
# Small files of the data folder that belong to it: what signs sessions, what knows again who said no, what seals the
# log. The root key never goes along.
ENVELOPE = ("secret", "keys/people.key", "seals/seal.key", "seals/seal.pub", "seals/blanked")


@dataclass(frozen=True, slots=True)
class Database:
    """The database as of a moment: the copy of its cluster, the moment, and a digest of each table as it was then."""

    copied: Base
    then: Moment
    rows: dict[str, list[str]]


@keeps("D4")
def take(vault: Vault, now: datetime, id: str) -> Manifest:
    """Take a complete backup. On return it is in the vault and whole. Raises Trouble, and then there is none."""
    from kept.backup import chains

    with one_at_a_time():
        began, looked = time.monotonic(), time.time()
        with _look(id) as look:
            database = _database(vault, now, id, look)
            last = manifest.newest(vault)
            files, added = filing.keep(vault, look.files(), last.files if last else ())
        made = _told(id, now, database, files, added, began)
        chains.ship_chain(vault.ring)
        made.put(vault)
        filing.mark_as_of(data_folder(), looked)
        return made


@contextmanager
def _look(id: str) -> Iterator[filing.Look]:
    """The files as they are at a moment, held fast by links until they are copied."""
    links = data_folder() / "backup-links"
    shutil.rmtree(links, ignore_errors=True)  # what a killed one left keeps deleted files
    look = filing.Look(data_folder() / filing.FOLDER, links / id)
    try:
        look.take()
        yield look
    finally:
        look.drop()


def _database(vault: Vault, now: datetime, id: str, look: filing.Look) -> Database:
    """Copy the cluster, name the moment to which files, rows and log agree, and bring the log in as far as that."""
    with _log_comes_in() as spool:
        copied = base.copy(vault, day_of(now), f"base-{id}")
        with moment(f"kept-{id}", look.take) as then:
            rows = digests(then.view)
        with one_at_a_time(SPOOL):
            log.finish_piece()
            log.ship_until(vault, spool, now, copied.system, then.segment)
    return Database(copied, then, rows)


def _told(id: str, now: datetime, database: Database, files: list[Kept], added: int, began: float) -> Manifest:
    """What the backup says of itself."""
    copied, then = database.copied, database.then
    return Manifest(
        id=id,
        day=day_of(now).isoformat(),
        taken_at=now.isoformat(),
        moment=then.at.isoformat(),
        restore_point=then.name,
        system=copied.system,
        major=copied.major,
        first_log=copied.first_log,
        last_log=then.segment,
        lsn=then.lsn,
        exact=then.exact,
        base_size=copied.size,
        base_stored=copied.stored,
        base_sha256=copied.sha256,
        stored=copied.stored + added,
        seconds=round(time.monotonic() - began, 2),
        tables=database.rows,
        files=files,
        envelope=envelope(data_folder()),
    )


@contextmanager
def _log_comes_in() -> Iterator[Path]:
    """The folder into which the log comes: our own database brings it, another's is read while the backup is taken."""
    if external():
        with pulled(data_folder() / "backup-pulled") as folder:
            yield folder
    else:
        log.want(place())
        yield place().spool


def envelope(folder: Path) -> dict[str, str]:
    """What else a restored Kept needs to go on as itself."""
    return {name: (folder / name).read_text() for name in ENVELOPE if (folder / name).is_file()}


def identified(now: datetime) -> str:
    """The name of a backup taken now; names sort by time."""
    return now.strftime("%Y%m%dT%H%M%SZ")


@contextmanager
def one_at_a_time(name: str = "backup", *, wait: bool = True) -> Iterator[None]:
    """Two that take a backup at once, or empty the spool at once, would step on each other's feet: one waits.

    Raises BlockingIOError where it is not to wait."""
    with (data_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


def free_enough(folder: Path, wanted: int) -> bool:
    """Whether a folder has room for so many bytes and a tenth more."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free > wanted * 1.1
