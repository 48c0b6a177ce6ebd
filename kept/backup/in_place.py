"""Putting a restored Kept in the place of the one that is lost or spoiled. What was there is set aside for a while."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from kept.backup import erasures, orphans, restoring
from kept.backup.filing import FOLDER
from kept.backup.manifest import Manifest
from kept.backup.restoring import Restored
from kept.backup.vault import Vault
from kept.outside.keys_chain import FILE
from kept.outside.shelves import newer, put_away
from kept.policy.keeps import keeps
from kept.server import cluster, running
from kept.server.connections import external
from kept.server.place import data_folder, place
from kept.server.trouble import Trouble

STAMP = "%Y%m%dT%H%M%SZ"


@keeps("D4")
def restore_here(vault: Vault, chosen: Manifest, now: datetime, *, at: datetime | None, newest: bool) -> Restored:
    """Restore into our own data folder. Erasures are replayed before anything takes its place. Raises Trouble."""
    if external():
        raise Trouble("The database is not Kept's own (DATABASE_URL). Restore --into a folder and move it from there.")
    if running.found():
        raise Trouble("Kept runs on this data folder. Stop it first: bin/kept stop")
    aside = data_folder() / "restoring"
    restoring.clear(aside)
    made = restoring.restore(vault, chosen, aside, at=at, newest=newest)
    try:
        erasures.replay(vault, aside)
        orphans.sweep_restored(made)
        spoken_of = orphans.spoken_of_in(made)
    except BaseException:
        restoring.tear_down(made)
        raise
    restoring.shut_down(made)
    _change_places(made, now)
    put_away(data_folder())
    orphans.sweep((each for _name, each in newer(0)), spoken_of)  # what came into the bucket after that moment
    return made


def _change_places(made: Restored, now: datetime) -> None:
    here, stamp = place(), now.strftime(STAMP)
    running.unfinished_restore().write_text(f"{stamp}\n")
    cluster.stop(here)
    with cluster.one_at_a_time(here):
        cluster.make_home(here)
        _swap(here.data, made.place.data, stamp)
        shutil.rmtree(here.spool, ignore_errors=True)  # pieces of a log that has ended; the next backup wants a new one
        _swap(data_folder() / FOLDER, made.place.data_folder / FOLDER, stamp)
        for name in (*made.manifest.envelope, FILE):
            if (made.place.data_folder / name).exists() and not (data_folder() / name).exists():
                (data_folder() / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.copy2(made.place.data_folder / name, data_folder() / name)
        _set_aside(data_folder() / "seals" / "heads", stamp)  # seals from after that moment went back with the rows
    running.unfinished_restore().unlink()
    restoring.tear_down(made)


def _set_aside(path: Path, stamp: str) -> None:
    if path.exists():
        path.rename(path.with_name(f"{path.name}.before-{stamp}"))


def _swap(old: Path, new: Path, stamp: str) -> None:
    if old.exists():
        old.rename(old.with_name(f"{old.name}.before-{stamp}"))
    if new.exists():
        shutil.move(new, old)
