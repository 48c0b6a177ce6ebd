"""Restoring: a cluster and its files as they were, in a folder of their own, checked before anybody trusts them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg

from kept.backup import chains, filing, log, manifest
from kept.backup.manifest import Kept, Manifest
from kept.backup.recovery import recover
from kept.backup.vault import Vault
from kept.policy.keeps import keeps
from kept.server import cluster
from kept.server.binaries import Binaries, binaries
from kept.server.place import Place, make_data_folder, place
from kept.server.trouble import Trouble

VERIFY_SECONDS = 1800


@dataclass(slots=True)
class Restored:
    """What stands now: where, out of which backup, up to when, and how long each step took (seconds)."""

    place: Place
    manifest: Manifest
    programs: Binaries
    reached: datetime | None = None
    steps: dict[str, float] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        return sum(self.steps.values())


@keeps("D4")
def restore(
    vault: Vault, chosen: Manifest, folder: Path, *, at: datetime | None = None, newest: bool = False
) -> Restored:
    """Restore a backup into a folder that does not exist yet: to its own moment, to `at`, or as far as its log goes.

    The database runs on return, reachable by its socket alone. Raises Trouble, Damaged, KeyGone, WrongKey; then the
    folder is gone again.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Trouble(f"{folder} is not empty. Name a folder that does not exist yet.")
    make_data_folder(folder)
    here = place(folder)
    made = Restored(here, chosen, binaries(chosen.major))
    try:
        pieces = _log_wanted(vault, made, at, newest)
        _step(made, "copy", lambda: _extract(vault, made))
        _step(made, "verify", lambda: _verify(made))
        _step(made, "log", lambda: _lay_out_log(vault, made, pieces))
        _step(made, "recover", lambda: _recover(made, at, newest))
        _step(made, "files", lambda: _bring_files(vault, made, folder, at=at, newest=newest))
        _open_envelope(chosen, folder)
        chains.bring_chain(vault.ring, folder)
    except BaseException:
        tear_down(made)
        raise
    return made


def choose(vault: Vault, at: datetime | None = None) -> Manifest:
    """The newest backup, or the last one before a moment. Raises Trouble when there is none."""
    for each in manifest.manifests(vault):
        if at is None or each.moment_at <= at:
            return each
    known = manifest.ids(vault)
    if not known:
        raise Trouble("There is no backup yet. `bin/kept backup now` takes one.")
    first = Manifest.get(vault, *known[0])
    raise Trouble(f"The oldest backup is of {first.moment_at:%Y-%m-%d %H:%M:%S} UTC: there is none before {at}.")


def tear_down(made: Restored) -> None:
    """Stop the restored cluster and remove it and its folder."""
    cluster.stop_roughly(made.place, made.programs)
    home = made.place.home
    shutil.rmtree(made.place.data_folder, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(made.place.sockets, ignore_errors=True)


def clear(folder: Path) -> None:
    """Remove what a restore that was killed left in a folder, its server too."""
    if not folder.exists():
        return
    left = place(folder)
    if (left.data / "PG_VERSION").exists():
        cluster.stop_roughly(left, binaries(int((left.data / "PG_VERSION").read_text())))
    for path in (folder, left.home, left.sockets):
        shutil.rmtree(path, ignore_errors=True)


def shut_down(made: Restored) -> None:
    """Stop the restored cluster in good order; it is ready to be served from."""
    cluster.stop(made.place)


def connect(made: Restored, user: str = "postgres", database: str = "kept") -> psycopg.Connection[tuple[object, ...]]:
    """A connection to the restored database, read and write."""
    return psycopg.connect(host=str(made.place.sockets), port=5432, user=user, dbname=database, autocommit=True)


def _step(made: Restored, name: str, act: object) -> None:
    began = time.monotonic()
    act()  # type: ignore[operator]
    made.steps[name] = round(time.monotonic() - began, 2)


def _extract(vault: Vault, made: Restored) -> None:
    cluster.make_home(made.place)
    cluster.own_folder(made.place, made.place.data)
    digest = hashlib.sha256()
    words = ["tar", "-xf", "-", "-C", str(made.place.data)]
    ways = cluster.owners_ways(made.place)
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.PIPE, **ways) as process:
        assert process.stdin is not None  # noqa: S101  it was asked for
        for run in vault.get(made.manifest.on, f"base-{made.manifest.id}"):
            digest.update(run)
            process.stdin.write(run)
        said = process.communicate()[1]
    if process.returncode:
        raise Trouble(f"The copy could not be unpacked: {said.decode(errors='replace').strip()}")
    if digest.hexdigest() != made.manifest.base_sha256:
        raise Trouble("The copy is not the one that the manifest speaks of.")


def _verify(made: Restored) -> None:
    """PostgreSQL's own check of the copy, file by file, against the list that it made when it was copied."""
    words = [made.programs.program("pg_verifybackup"), "-q", str(made.place.data)]
    said = cluster.as_owner(made.place, *words, seconds=VERIFY_SECONDS)
    if said.returncode:
        raise Trouble(f"The copy is not whole: {said.stderr.strip()}")


def _log_wanted(vault: Vault, made: Restored, at: datetime | None, newest: bool) -> list[log.Piece]:
    """The pieces to replay. Looked for first, so that a moment that cannot be had is refused at once."""
    chosen = made.manifest
    last = None if newest or at else chosen.last_log
    pieces = [*log.needed(vault, chosen.system, chosen.first_log, last=last, until=at)]
    if lost := log.gaps(pieces):
        raise Trouble(f"The log in the backup has a gap after {lost[0]}. A moment before it can still be restored.")
    made.reached = pieces[-1].finished if pieces else None
    if at and (made.reached is None or made.reached < at):
        until = f"until {made.reached:%Y-%m-%d %H:%M:%S} UTC" if made.reached else "nowhere"
        raise Trouble(f"The log in the backup reaches {until}, not to {at:%Y-%m-%d %H:%M:%S} UTC.")
    return pieces


def _lay_out_log(vault: Vault, made: Restored, pieces: list[log.Piece]) -> None:
    folder = made.place.home / "log-to-replay"
    cluster.own_folder(made.place, folder)
    log.lay_out(vault, pieces, folder)
    for path in folder.iterdir():
        shutil.chown(path, made.place.owner.pw_uid, made.place.owner.pw_gid)


def _recover(made: Restored, at: datetime | None, newest: bool) -> None:
    recover(made.place, made.programs, _target(made.manifest, at, newest), or_the_end=at is not None)


def _target(chosen: Manifest, at: datetime | None, newest: bool) -> str:
    if newest:
        return ""
    if at:
        return f"recovery_target_time = '{at.isoformat()}'\n"
    return f"recovery_target_name = '{chosen.restore_point}'\n"


def _bring_files(vault: Vault, made: Restored, folder: Path, *, at: datetime | None, newest: bool) -> None:
    for each in wanted_files(vault, made.manifest, at=at, newest=newest):
        if filing.bring_back(vault, each, folder) != each.sha256:
            raise Trouble(f"{each.path} is not the file that the manifest speaks of.")


def wanted_files(vault: Vault, chosen: Manifest, *, at: datetime | None, newest: bool) -> Iterator[Kept]:
    """The files of a backup, and those that came after it up to the moment wanted."""
    found: dict[str, Kept] = {each.path: each for each in chosen.files}
    if at or newest:
        found |= {each.path: each for each in filing.added_since(vault, chosen, at)}
    yield from (found[path] for path in sorted(found))


def _open_envelope(chosen: Manifest, folder: Path) -> None:
    for name, text in chosen.envelope.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(text)
        path.chmod(0o600)


def sizes(files: Iterable[Kept]) -> int:
    """Bytes of files, all together."""
    return sum(each.size for each in files)
