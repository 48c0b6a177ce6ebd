"""The log of a database that is not Kept's own: pulled while a backup is taken, by PostgreSQL's own program."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kept.backup.base import PG
from kept.server.binaries import binaries
from kept.server.connections import parameters
from kept.server.trouble import Trouble

BEGIN_SECONDS = 30


@contextmanager
def pulled(folder: Path) -> Iterator[Path]:
    """A folder into which the log comes, piece by piece, from now until the end of the block."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    known = parameters("backup")
    environment = {**os.environ, **{PG.get(k, f"PG{k.upper()}"): v for k, v in known.items() if k != "dbname"}}
    words = [binaries().program("pg_receivewal"), "-D", str(folder), "--no-loop", "--synchronous", "--no-password"]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, cwd="/") as process:
        try:
            _begun(process, folder)
            yield folder
        finally:
            process.terminate()
            process.wait(BEGIN_SECONDS)
            shutil.rmtree(folder, ignore_errors=True)


def _begun(process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + BEGIN_SECONDS
    while not any(folder.iterdir()):
        if process.poll() is not None or time.monotonic() > until:
            process.terminate()
            said = process.communicate()[1].decode(errors="replace").strip()
            raise Trouble(f"The database does not let its log be read:\n{said}")
        time.sleep(0.05)
