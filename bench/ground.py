"""The ground under a measurement: a data folder with its database, and a server on a free port."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]


def lay() -> Path:
    """The data folder, its database running and migrated, Django set up in this process."""
    folder = Path(os.environ.setdefault("KEPT_DATA", str(ROOT / "build" / "bench"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
    from kept.server import database

    database.ensure()
    database.bootstrap()
    subprocess.run([sys.executable, "-m", "kept.server.preparing"], check=True, cwd=ROOT, timeout=600)
    import django

    django.setup()
    return folder


@contextmanager
def serving(
    application: str = "kept.server.wsgi:application", workers: int = 2, threads: int = 4
) -> Iterator[tuple[int, int]]:
    """(process id, port) of a server as `bin/kept run` starts it, with room for the benchmark's own calls."""
    port = free_port()
    words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--no-access-log", "--http", "1"]
    words += ["--log-level", "warning", "--host", "127.0.0.1", "--port", str(port), "--backlog", "1024"]
    words += ["--workers", str(workers), "--blocking-threads", str(threads), application]
    environment = os.environ | {"KEPT_SERVING": "web", "KEPT_DB_ROLE": "app", "KEPT_API_CALLS_A_DAY": "100000000"}
    server = subprocess.Popen(words, cwd=ROOT, env=environment)
    try:
        _wait_for(port)
        yield server.pid, port
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, seconds: float = 180) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")
