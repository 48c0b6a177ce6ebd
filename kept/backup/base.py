"""The copy of the cluster: `pg_basebackup`, straight into the vault; nothing of it touches a disk in the clear."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kept.backup.vault import Vault
from kept.server.binaries import binaries
from kept.server.connections import connect, parameters
from kept.server.trouble import Trouble

RUN = 1 << 20
PG = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}


@dataclass(slots=True)
class Base:
    """What was copied: plain bytes and their digest, bytes in the depot, and the server it came from."""

    size: int = 0
    sha256: str = ""
    stored: int = 0
    first_log: str = ""
    system: str = ""
    major: int = 0


def copy(vault: Vault, day: date, name: str) -> Base:
    """Copy the cluster into the vault. Raises Trouble with the program's own words."""
    made = Base()
    made.first_log, made.system, made.major = _server()
    made.stored = vault.put(day, name, _stream(made))
    return made


def _server() -> tuple[str, str, int]:
    with connect("backup") as connection:
        found = connection.execute(
            "SELECT pg_walfile_name(redo_lsn), (SELECT system_identifier FROM pg_control_system())::text,"
            " current_setting('server_version_num')::int / 10000 FROM pg_control_checkpoint()"
        ).fetchone()
    assert found  # noqa: S101  a select of functions has a row
    return found[0], found[1], found[2]


def _stream(made: Base) -> Iterator[bytes]:
    known = parameters("backup")
    environment = {**os.environ, **{PG.get(k, f"PG{k.upper()}"): v for k, v in known.items() if k != "dbname"}}
    words = [binaries().program("pg_basebackup"), "-D", "-", "-F", "tar", "-X", "fetch", "-c", "fast", "--no-password"]
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=environment, cwd="/"
        ) as process:
            assert process.stdout is not None  # noqa: S101  it was asked for
            while run := process.stdout.read(RUN):
                made.size += len(run)
                digest.update(run)
                yield run
        if process.returncode:
            said.seek(0)
            raise Trouble(f"The database could not be copied:\n{said.read().decode(errors='replace').strip()}")
    made.sha256 = digest.hexdigest()
