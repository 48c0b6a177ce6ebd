"""Between two backups: the log, new files and the ledger of erasures go into the vault twice a minute."""

from __future__ import annotations

import io
import os
import tarfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from kept.backup import chains, filing, log
from kept.backup.days import day_of
from kept.backup.taking import SPOOL, one_at_a_time
from kept.backup.vault import Vault
from kept.outside.shelves import Lying, newer
from kept.policy.keeps import keeps
from kept.server.place import data_folder, place

LEDGER = "ledger"
SELDOM = 300  # seconds between two looks at a bucket of files, which keeps them by itself
OVERLAP = 5  # seconds: a file may be written while we look


@keeps("D4")
def ship(vault: Vault, now: datetime) -> int:
    """Bring what is new into the vault. Returns how many pieces of the log. Nothing before the first backup."""
    here = place()
    if not log.wanted(here):
        return 0
    with one_at_a_time(SPOOL):
        log.finish_piece()
        log.settle(here)
        shipped = log.ship(vault, here.spool, now, log.system_of())
        ship_files(vault, now)
        ship_ledger(vault, day_of(now), data_folder())
        chains.ship_chain(vault.ring)
    return shipped


def save_the_tail(vault: Vault, now: datetime) -> None:
    """Before a restore: what was written last goes into the vault too, whether the database still answers or not."""
    here = place()
    if log.wanted(here) and log.answers():
        ship(vault, now)
    elif log.wanted(here):
        with one_at_a_time(SPOOL):
            log.ship(vault, here.spool, now, log.system_in_spool(here))
            ship_files(vault, now)


def ship_files(vault: Vault, now: datetime) -> int:
    """Bring files that came since the last time. Returns how many."""
    mark = filing.mark(data_folder())
    since = mark.stat().st_mtime - OVERLAP if mark.exists() else 0.0
    begun = time.time()
    found: list[tuple[str, Path | Lying]] = list(_newer(data_folder(), since))
    if begun - since > SELDOM:
        found += newer(since)
    elif not found and settings.FILES:
        return 0  # a bucket is long to look through: it is done less often
    if found:
        kept, _size = filing.keep(vault, found, ())
        filing.put_added(vault, day_of(now), now.strftime(filing.STAMP), kept)
    filing.mark_as_of(data_folder(), begun)
    return len(found)


def _newer(folder: Path, since: float) -> Iterator[tuple[str, Path]]:
    for below, _folders, names in os.walk(folder / filing.FOLDER):
        here = Path(below)
        if here.stat().st_mtime < since:
            continue
        for path in (here / name for name in names if not name.startswith(".")):
            if path.stat().st_ctime >= since:
                yield path.relative_to(folder).as_posix(), path


def ship_ledger(vault: Vault, day: date, folder: Path) -> None:
    """The ledger of erasures must be newer than any backup that it is replayed on."""
    source = folder / LEDGER
    if not source.is_dir():
        return
    newest = max((path.stat().st_mtime for path in source.rglob("*") if path.is_file()), default=0.0)
    there = vault.there(day, LEDGER)
    if there and there[0].at.timestamp() >= newest:
        return
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.add(source, arcname=LEDGER)
    vault.put(day, LEDGER, [packed.getvalue()])


def bring_ledger(vault: Vault, folder: Path) -> bool:
    """Put the newest ledger of the vault into a data folder. Returns whether there was one."""
    for day in reversed(vault.days()):
        if vault.there(day, LEDGER):
            with tarfile.open(fileobj=io.BytesIO(b"".join(vault.get(day, LEDGER)))) as tar:
                tar.extractall(folder, filter="data")
            return True
    return False
