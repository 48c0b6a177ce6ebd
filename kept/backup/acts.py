"""What each verb of `bin/kept backup` does, and what it tells the person at the terminal."""

from __future__ import annotations

import argparse
import hashlib
from datetime import UTC, datetime
from pathlib import Path

from kept.backup import (
    drilling,
    erasures,
    filing,
    in_place,
    keeping,
    manifest,
    orphans,
    places,
    restoring,
    shipping,
    watching,
)
from kept.backup.days import history, longest_memory
from kept.backup.manifest import Manifest
from kept.backup.restoring import Restored
from kept.backup.vault import Vault
from kept.outside import shelves
from kept.policy.doors import allow
from kept.server.place import data_folder
from kept.server.preparing import ready
from kept.server.trouble import Trouble

WHOLE = "The backup {id} is whole: {rows} rows, {files} files."


@allow("operator")
def now(arguments: argparse.Namespace) -> int:
    """Take a backup, and end what is older than the history."""
    ready()
    vault, moment = places.vault(), datetime.now(UTC)
    made = keeping.back_up(vault, moment)
    keeping.end_old(vault, moment)
    watching.watch(vault, datetime.now(UTC))  # what was missing is there now, and the page says so
    print(f"{made.id}: {_megabytes(made.base_size)} of database, {len(made.files)} files, "
          f"{_megabytes(made.stored)} stored, {made.seconds:.1f} s")  # fmt: skip
    if places.beside_the_data():
        print(f"The backups lie on the same disk as the data ({places.folder()}). See [backup] in kept.example.toml.")
    return 0


@allow("operator")
def show(arguments: argparse.Namespace) -> int:
    """One line a backup, the newest first."""
    known = [*manifest.manifests(places.vault())]
    for each in known:
        print(f"{each.id}  {_megabytes(each.base_size):>10}  {len(each.files):>7} files  "
              f"{each.moment_at:%Y-%m-%d %H:%M:%S} UTC")  # fmt: skip
    days = watching.restorable_days(known, datetime.now(UTC))
    print(f"{len(known)} backups; any moment of {days} days back. The history is {history()} days, and nothing "
          f"older than {longest_memory(history()).days} days can come back.")  # fmt: skip
    return 0 if known else 1


@allow("operator")
def verify(arguments: argparse.Namespace) -> int:
    """Read everything that a restore would read, and compare it with the manifest."""
    vault = places.vault()
    chosen = [*manifest.manifests(vault)] if arguments.all else [restoring.choose(vault)]
    for each in chosen:
        _read_whole(vault, each)
        rows = sum(int(rows) for rows, _digest in each.tables.values())
        print(WHOLE.format(id=each.id, rows=rows, files=len(each.files)))
    return 0


def _read_whole(vault: Vault, chosen: Manifest) -> None:
    digest = hashlib.sha256()
    for run in vault.get(chosen.on, f"base-{chosen.id}"):
        digest.update(run)
    if digest.hexdigest() != chosen.base_sha256:
        raise Trouble(f"The database's copy in {chosen.id} is not the one that its manifest speaks of.")
    for each in chosen.files:
        if filing.digest_of(vault, each) != each.sha256:
            raise Trouble(f"{each.path} in {chosen.id} is not the file that its manifest speaks of.")


@allow("operator")
def drill(arguments: argparse.Namespace) -> int:
    """Restore the newest backup beside us and say what was seen."""
    ready()
    done = drilling.drill(places.vault(), datetime.now(UTC))
    for what, good, words in drilling.told(done):
        print(f"{'good' if good else 'BAD ':4}  {what:24}  {words}")
    print(
        f"{done.backup}: {'restored and compared' if done.good else 'NOT restored as it should be'}, {done.seconds} s"
    )
    return 0 if done.good else 1


@allow("operator")
def shelve(arguments: argparse.Namespace) -> int:
    """Bring the files of the data folder into the bucket. May be ended and begun again."""
    if isinstance(shelves.shelf(), shelves.Folder):
        raise Trouble("Files lie in the data folder: kept.toml names no bucket for them ([files.s3]).")
    print(f"{shelves.put_away(data_folder())} files were brought into the bucket.")
    return 0


@allow("operator")
def restore(arguments: argparse.Namespace) -> int:
    """Restore all into a folder, all in place, or one instance."""
    vault, at = places.vault(), arguments.at
    if arguments.instance:
        ready()
    shipping.save_the_tail(vault, datetime.now(UTC))
    chosen = restoring.choose(vault, at)
    if arguments.instance:
        return _one_instance(vault, chosen, arguments)
    if arguments.into is None:
        made = in_place.restore_here(vault, chosen, datetime.now(UTC), at=at, newest=at is None)
        print(f"{_told(made, at)}\nWhat was here before lies beside it as *.before-*. Start Kept: bin/kept run")
        return 0
    folder = Path(arguments.into).absolute()
    made = restoring.restore(vault, chosen, folder, at=at, newest=at is None)
    try:
        erasures.replay(vault, folder)
        orphans.sweep_restored(made)
    except BaseException:
        restoring.tear_down(made)
        raise
    restoring.shut_down(made)
    print(f"{_told(made, at)}\nServe it: KEPT_DATA={folder} KEPT_ROOT_KEY_FILE={erasures.root_key_file()} bin/kept run")
    if not isinstance(shelves.shelf(), shelves.Folder):
        print(
            "Its files lie in that folder: with KEPT_FILES=folder they are read from there; `shelve` brings them to the bucket."
        )
    return 0


def _one_instance(vault: Vault, chosen: Manifest, arguments: argparse.Namespace) -> int:
    from kept.backup import one_instance

    told = one_instance.restore(vault, chosen, arguments.instance, at=arguments.at)
    print(told)
    return 0


def _told(made: Restored, at: datetime | None) -> str:
    reached = at or made.reached or made.manifest.moment_at
    steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in made.steps.items())
    return f"Restored as of {reached:%Y-%m-%d %H:%M:%S} UTC from the backup {made.manifest.id} ({steps})."


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
