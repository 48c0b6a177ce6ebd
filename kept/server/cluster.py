"""The embedded cluster's life: made once, started when needed, stopped on request."""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kept.server import configuration
from kept.server.binaries import Binaries, binaries
from kept.server.place import Place, make_data_folder
from kept.server.trouble import Trouble

START_SECONDS = 60
LAST_WORDS = 15


@dataclass(frozen=True, slots=True)
class Cluster:
    """A database that answers. `place` is None when it is somebody else's server."""

    started_here: bool
    place: Place | None = None


def start(place: Place) -> Cluster:
    """Make the cluster if it is absent, start it if it sleeps. Safe to call again and from several processes."""
    with one_at_a_time(place):
        _set_orphan_aside(place)
        if not (place.data / "PG_VERSION").exists():
            _make(place)
        programs = binaries(_major(place))
        if _runs(place, programs):
            return Cluster(started_here=False, place=place)
        write_configuration(place)
        _start(place, programs)
        return Cluster(started_here=True, place=place)


def stop(place: Place) -> bool:
    """Stop the cluster in good order. Returns False if it was not running."""
    if not (place.data / "PG_VERSION").exists():
        return False
    with one_at_a_time(place):
        programs = binaries(_major(place))
        if not _runs(place, programs):
            return False
        _pg_ctl(place, programs, "stop", "-m", "fast", "-w", "-t", str(START_SECONDS)).check_returncode()
        return True


def stop_roughly(place: Place, programs: Binaries) -> None:
    """Stop a cluster that is about to be removed, whatever state it is in."""
    if (place.data / "postmaster.pid").exists():
        _pg_ctl(place, programs, "stop", "-m", "immediate", "-w", "-t", str(START_SECONDS))


def stay_for(place: Place) -> IO[str]:
    """Say that this process needs the database; closing the file, or ending, takes it back."""
    held = place.users.open("w")
    fcntl.flock(held, fcntl.LOCK_SH)
    return held


def stop_if_unused(place: Place) -> bool:
    """The last one out turns off the light, unless somebody asked to leave it on."""
    if place.stay.exists() or not place.users.exists():
        return False
    with place.users.open("w") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return stop(place)


def runs(place: Place) -> bool:
    """Whether the cluster is running now."""
    return (place.data / "PG_VERSION").exists() and _runs(place, binaries(_major(place)))


def lives(place: Place) -> bool:
    """Whether the server's process is there; a look at two files, without starting a program."""
    try:
        number = (place.data / "postmaster.pid").read_text().split("\n", 1)[0].strip()
    except OSError:
        return False
    return _is_our_server(number, place)


@contextmanager
def one_at_a_time(place: Place) -> Iterator[None]:
    """Hold the right to start, stop or replace this cluster."""
    make_data_folder(place.data_folder)
    with place.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_home(place: Place) -> None:
    """The folder of a cluster, its owner's alone, and the link to it where it had to lie elsewhere."""
    place.home.parent.mkdir(parents=True, exist_ok=True)
    own_folder(place, place.home)
    if place.home != place.link and not place.link.is_symlink():
        place.home.parent.chmod(0o755)
        place.link.symlink_to(place.home)


def _make(place: Place) -> None:
    make_home(place)
    shutil.rmtree(place.data, ignore_errors=True)  # what an interrupted initdb left: it has no PG_VERSION
    made = as_owner(
        place,
        binaries().program("initdb"),
        f"--pgdata={place.data}",
        f"--username={configuration.SUPERUSER}",
        "--encoding=UTF8",
        "--locale=C.UTF-8",  # order by code point, the same on every build; names sort by a key of our own
        "--data-checksums",
        "--auth=peer",
    )
    if made.returncode:
        shutil.rmtree(place.data, ignore_errors=True)
        raise Trouble(f"The database could not be made in {place.data}:\n{made.stderr.strip()}")


def _set_orphan_aside(place: Place) -> None:
    """A far home whose data folder is gone belonged to another life of this path: kept, but not taken up again."""
    if place.home != place.link and place.home.exists() and not place.link.is_symlink():
        place.home.rename(place.home.with_name(f"{place.home.name}.left-{int(time.time())}"))


def own_folder(place: Place, folder: Path) -> None:
    """Make a folder that the cluster's owner alone may enter, or close one to all others."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_uid not in (os.geteuid(), place.owner.pw_uid):
        raise Trouble(f"{folder} belongs to another user.")
    os.chown(folder, place.owner.pw_uid, place.owner.pw_gid)
    folder.chmod(0o700)


def write_configuration(place: Place, more: str = "") -> None:
    """Write the files that the server reads at its start; `more` are settings of this one start."""
    own_folder(place, place.sockets)
    texts = {place.data / name: text for name, text in configuration.files(place).items()}
    texts[place.data / "postgresql.conf"] += more
    texts[place.home / "archive.sh"] = configuration.ARCHIVE_SH
    for path, text in texts.items():
        path.write_text(text)
        os.chown(path, place.owner.pw_uid, place.owner.pw_gid)
        path.chmod(0o600)


def _forget_a_dead_server(place: Place) -> None:
    """After a power cut another process may have the old server's number; PostgreSQL would take it for a server."""
    left = place.data / "postmaster.pid"
    if left.exists() and not _is_our_server(left.read_text().split("\n", 1)[0].strip(), place):
        left.unlink()
        (place.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _is_our_server(number: str, place: Place) -> bool:
    try:
        words = Path(f"/proc/{int(number)}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return False
    return Path(os.fsdecode(words[0])).name == "postgres" and os.fsencode(place.data) in words


def _start(place: Place, programs: Binaries) -> None:
    early_log = place.home / "start.log"
    started = _pg_ctl(place, programs, "start", "-w", "-t", str(START_SECONDS), "-l", str(early_log))
    if started.returncode:
        words = early_log.read_text(errors="replace") if early_log.exists() else started.stderr
        raise Trouble("The database did not start:\n" + "\n".join(words.strip().split("\n")[-LAST_WORDS:]))


def _runs(place: Place, programs: Binaries) -> bool:
    _forget_a_dead_server(place)
    return _pg_ctl(place, programs, "status").returncode == 0


def _pg_ctl(place: Place, programs: Binaries, *words: str) -> subprocess.CompletedProcess[str]:
    return as_owner(place, programs.program("pg_ctl"), "-D", str(place.data), *words)


def as_owner(place: Place, *command: str, seconds: int = START_SECONDS * 2) -> subprocess.CompletedProcess[str]:
    """Run a program as the user whom the cluster belongs to, and wait for its words."""
    return subprocess.run(
        command, **owners_ways(place), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds
    )


def owners_ways(place: Place) -> dict[str, Any]:
    """How a process of the cluster's owner is started: their user, a folder they may enter, nothing of our surroundings."""
    root = os.geteuid() == 0
    return {
        "user": place.owner.pw_uid if root else None,
        "group": place.owner.pw_gid if root else None,
        "extra_groups": [] if root else None,
        "cwd": "/",  # the caller's folder may be closed to the owner
        "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    }


def _major(place: Place) -> int:
    return int((place.data / "PG_VERSION").read_text())
