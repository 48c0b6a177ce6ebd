"""Having PostgreSQL replay its log up to a point, and open for writing there."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path

import psycopg

from kept.server import cluster
from kept.server.binaries import Binaries
from kept.server.configuration import SUPERUSER
from kept.server.place import Place
from kept.server.trouble import Trouble

SECONDS = 3600
LAST_WORDS = 12
ENDED_BEFORE = "recovery ended before configured recovery target was reached"

# Hot standby is off: nobody gets an answer before the point is reached.
SETTINGS = """
logging_collector = off
archive_mode = off
hot_standby = off
recovery_target_timeline = 'current'
recovery_target_action = 'promote'
restore_command = 'cp "{log}/%f" "%p"'
"""


def recover(place: Place, programs: Binaries, target: str, *, or_the_end: bool) -> None:
    """Replay up to `target` (lines of settings; none: to the end). On return the database answers and may be written.

    `or_the_end`: the log is known to reach beyond the target, so where nothing was committed after it, its end is it.
    """
    if not (_tried(place, programs, target) or (or_the_end and _tried(place, programs, ""))):
        raise Trouble("The database did not come up from the backup:\n" + _last_words(place))
    shutil.rmtree(_log(place))


def _tried(place: Place, programs: Binaries, target: str) -> bool:
    cluster.write_configuration(place, SETTINGS.format(log=_log(place)) + target)
    signal = place.data / "recovery.signal"
    signal.touch()
    shutil.chown(signal, place.owner.pw_uid, place.owner.pw_gid)
    (place.data / "postgresql.auto.conf").write_text("")
    words = ["start", "-w", "-t", str(SECONDS), "-D", str(place.data), "-l", str(_said(place))]
    _said(place).unlink(missing_ok=True)
    cluster.as_owner(place, programs.program("pg_ctl"), *words, seconds=SECONDS + 60)
    if _opened(place):
        return True
    if ENDED_BEFORE not in _said(place).read_text(errors="replace"):
        raise Trouble("The database did not come up from the backup:\n" + _last_words(place))
    return False


def _opened(place: Place) -> bool:
    """Wait until the database may be written, or its process is gone."""
    until = time.monotonic() + SECONDS
    while (place.data / "postmaster.pid").exists() and time.monotonic() < until:
        with contextlib.suppress(psycopg.OperationalError), _asking(place) as connection:
            if connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,):
                return True
        time.sleep(0.05)
    return False


def _asking(place: Place) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(place.sockets), port=5432, user=SUPERUSER, dbname="postgres", connect_timeout=5)


def _last_words(place: Place) -> str:
    said = _said(place)
    return "\n".join(said.read_text(errors="replace").strip().split("\n")[-LAST_WORDS:]) if said.exists() else ""


def _log(place: Place) -> Path:
    return place.home / "log-to-replay"


def _said(place: Place) -> Path:
    return place.home / "recovery.log"
