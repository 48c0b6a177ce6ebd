"""`bin/kept run`: database, tables, demo world, then web and worker until told to stop."""

import fcntl
import importlib.util
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from kept.server import announcing, certificates, children, database
from kept.server.children import Child
from kept.server.manage import apart
from kept.server.options import Options
from kept.server.place import data_folder, make_data_folder
from kept.server.preparing import prepare_apart
from kept.server.trouble import Trouble

# A worker holds so many lines at a time: idle ones, slow ones, and those on which it answers, of which `threads` at once
# (kept.server.turns). What is more waits in the backlog.
HTTP_LIMITS = ["--http1-header-read-timeout", "15000", "--backlog", "1024"]
LINES = "2048"
TLS_LEAST = "tls1.2"
PARTS = ("all", "web", "worker")


def run(options: Options) -> int:
    """Serve until told to stop. Returns the exit code. Raises Trouble when the house cannot stand."""
    if options.only != "worker":
        _port_must_be_free(options)
    if unfinished_restore().exists():
        raise Trouble("A restore was not finished here, so nothing is served. Run it again: bin/kept backup restore")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _the_only_one(options):
            database.ensure()
            database.bootstrap()
            logins = prepare_apart(demo=options.demo)
            return children.watch(
                _children(options),
                lambda: announcing.ready(options),
                lambda: announcing.announce(options, logins),
                database.mend,
            )
    except KeyboardInterrupt:
        return 0
    finally:
        # A second Ctrl-C must not leave the database half stopped.
        signal.pthread_sigmask(signal.SIG_BLOCK, children.HEARD)
        database.leave()


def _children(options: Options) -> list[Child]:
    wanted = []
    if options.only != "worker":
        wanted.append(Child("The web server", _granian(options), _environment(options, "web"), renewed=signal.SIGHUP))
    if options.only != "web" and importlib.util.find_spec("kept.tenancy.jobs"):
        wanted.append(Child("The worker", _worker(), _environment(options, "worker"), patient=True))
    return wanted


def _environment(options: Options, part: str) -> dict[str, str]:
    environment = {
        "KEPT_SERVING": part,
        "KEPT_DB_ROLE": "app",
        "KEPT_ADDRESS": options.reached_at,
        "KEPT_LISTENS": options.address,
        "KEPT_TURNS": str(options.threads),
    }
    if options.encrypted or options.behind_proxy:
        environment["KEPT_TLS"] = "1"
    if options.behind_proxy:
        environment["KEPT_PROXY"] = "1"
    if options.encrypted:
        environment |= dict(zip(("KEPT_TLS_CERT", "KEPT_TLS_KEY"), map(str, options.pair), strict=True))
    if options.hosts:
        environment["KEPT_HOSTS"] = ",".join(options.hosts)
    return environment


def _granian(options: Options) -> list[str]:
    words = [sys.executable, "-m", "kept.server.web", "--interface", "wsgi", "--no-ws", "--no-access-log"]
    words += ["--log-level", "warning", "--host", options.host, "--port", str(options.port)]
    words += ["--workers", str(options.workers), "--blocking-threads", str(options.all_threads)]
    words += ["--respawn-failed-workers", "--workers-kill-timeout", "4", *HTTP_LIMITS]
    words += ["--backpressure", os.environ.get("KEPT_LINES", LINES)]
    if options.encrypted:
        chain, key = certificates.lay(*options.pair)
        words += ["--ssl-certificate", str(chain), "--ssl-keyfile", str(key)]
        words += ["--ssl-protocol-min", TLS_LEAST, "--http", "auto"]
    else:
        words += ["--http", "1"]
    return [*words, "kept.server.wsgi:application"]


def _worker() -> list[str]:
    return apart("procrastinate", "worker", "--name", "kept", "--concurrency", "2", "--shutdown-graceful-timeout", "4")


def _port_must_be_free(options: Options) -> None:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((options.host, options.port))
        except OSError as error:
            taken = f"Port {options.port} of {options.host} cannot be had ({error.strerror})."
            raise Trouble(f"{taken} Choose another: PORT=8001 make run") from error


@contextmanager
def _the_only_one(options: Options) -> Iterator[None]:
    """One web and one worker a data folder: a second would migrate under the feet of the first."""
    make_data_folder()
    part = options.only or "all"
    with _lock(part).open("a+") as lock:
        if not _taken(lock):
            running = f"Kept already runs on {data_folder()}."
            raise Trouble(f"{running} Stop it (make stop), or choose another folder: KEPT_DATA=")
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "address": options.address if part != "worker" else "no port"}))
        lock.flush()
        yield


def found() -> list[dict[str, Any]]:
    """What runs on this data folder: process id and address of each part. A lock nobody holds is a dead one's."""
    living = []
    for part in PARTS:
        if not _lock(part).exists():
            continue
        with _lock(part).open("a+") as lock:
            if not _taken(lock):
                lock.seek(0)
                living.append(json.loads(lock.read() or "{}") | {"part": part})
    return [each for each in living if "pid" in each]


def unfinished_restore() -> Path:
    """There while a restore changes the places of what was and what will be: nobody may be served in between."""
    return data_folder() / "restore-unfinished"


def _lock(part: str) -> Path:
    return data_folder() / f"running.{part}"


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
