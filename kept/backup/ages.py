"""How old everything is that can bring data back. Measured, not assumed: on the oldest and the newest of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from django.utils.translation import gettext_noop as _

from kept.backup import log, manifest
from kept.backup.days import longest_memory
from kept.backup.vault import Vault
from kept.policy.keeps import keeps
from kept.server.connections import connect, external
from kept.server.place import FAR_HOMES, Place, data_folder, place

LEFT_BEHIND = ("drill", "restoring", "backup-links", "backup-pulled")  # there only while somebody is at work
SPOOLED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Age:
    """One mechanism: what it is, its oldest and newest, and how old it may be."""

    what: str
    oldest: datetime
    newest: datetime
    limit: timedelta

    def good(self, now: datetime) -> bool:
        return now - self.oldest <= self.limit


@keeps("D4")
def ages(vault: Vault, history: int) -> list[Age]:
    """All that exists now. A mechanism that holds nothing is not on the list."""
    limit, here = longest_memory(history), place()
    found = [
        _age(_("Keys of days"), (_midnight(day) for day in vault.ring.days()), limit),
        _age(_("Backups"), (Manifest.at for Manifest in manifest.manifests(vault)), limit),
        _age(_("Days in the depot"), (_midnight(day) for day in vault.days()), limit),
        _age(_("Log in the depot"), _log_times(vault), limit),
        _age(_("Log in the spool"), _times(here.spool.glob("[0-9A-F]*")), SPOOLED),
        _age(_("Database’s own log"), _times(_own_log(here)), limit),
        _age(_("Copies set aside"), (at for _path, at in set_aside(here)), limit),
        _age(_("Replication slots"), _slots(), limit),
    ]
    return [each for each in found if each]


def _age(what: str, times: Iterator[datetime], limit: timedelta) -> Age | None:
    known = sorted(times)
    return Age(what, known[0], known[-1], limit) if known else None


def _midnight(day: object) -> datetime:
    return datetime.fromisoformat(str(day)).replace(tzinfo=UTC)


def _times(paths: Iterator[Path]) -> Iterator[datetime]:
    for path in paths:
        try:
            yield datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except FileNotFoundError:
            continue


def _log_times(vault: Vault) -> Iterator[datetime]:
    return (stored.at for day in vault.days() for stored in vault.there(day, "log-"))


def _own_log(here: Place) -> Iterator[Path]:
    return (path for path in (here.data / "pg_wal").glob("[0-9A-F]*") if log.PIECE.fullmatch(path.name))


def set_aside(here: Place) -> Iterator[tuple[Path, datetime]]:
    """What a restore or a deleted data folder left, and when: it may hold what was erased since."""
    for folder in {data_folder(), here.home}:
        for path in folder.glob("*.before-*"):
            yield path, datetime.fromisoformat(path.name.rpartition("-")[2])
    if here.home.parent == FAR_HOMES:
        for path in FAR_HOMES.glob(f"{here.home.name}.left-*"):
            yield path, datetime.fromtimestamp(int(path.name.rpartition("-")[2]), UTC)
    for path in (data_folder() / name for name in LEFT_BEHIND):
        if path.exists():
            yield path, datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _slots() -> Iterator[datetime]:
    """Kept makes none: one that somebody made keeps the log for ever, so it counts as old as it can be."""
    try:
        with connect("backup") as connection:
            found = connection.execute("SELECT count(*) FROM pg_replication_slots").fetchone()
    except psycopg.Error:
        return
    if found and found[0] and not external():
        yield datetime.fromtimestamp(0, UTC)
