"""A house of its own for each test: a data folder, a database when asked for, and the command line to both."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
DROPPED = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PORT", "KEPT_CONFIG", "KEPT_SECRET"}


@dataclass
class House:
    """One data folder and what is done to it from outside."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """Where PostgreSQL's files are, wherever they had to go."""
        return (self.folder / "postgres").resolve() / "data"

    def everything(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in DROPPED}
        return inherited | {"KEPT_DATA": str(self.folder)} | self.environment

    def kept(self, *words: str, user: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run `bin/kept` with these words and wait."""
        return subprocess.run(
            [sys.executable, "-m", "kept.server", *words],
            cwd=REPOSITORY,
            env=self.everything(),
            user=user,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Start `bin/kept` with these words and do not wait. It ends with us, however we end."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.leashed", str(os.getpid()), *words],
            cwd=REPOSITORY,
            env=self.everything(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @contextmanager
    def database(self, user: str = "kept_owner", name: str = "kept") -> Iterator[psycopg.Connection[Any]]:
        sockets = (
            self.data.joinpath("postgresql.conf").read_text().split("unix_socket_directories = '")[1].split("'")[0]
        )
        with psycopg.connect(host=sockets, user=user, dbname=name, autocommit=True) as connection:
            yield connection


@contextmanager
def new_house() -> Iterator[House]:
    """A data folder under a parent that everybody may enter; stopped and removed afterwards."""
    parent = Path(tempfile.mkdtemp(prefix="kept-house-"))
    parent.chmod(0o755)
    made = House(parent / "data")
    yield made
    made.kept("stop")
    home = (made.folder / "postgres").resolve()
    shutil.rmtree(parent)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def house() -> Iterator[House]:
    """A house of the test's own."""
    with new_house() as made:
        yield made


@pytest.fixture
def standing(house: House) -> House:
    """A house whose database runs."""
    started = house.kept("database", "start")
    assert started.returncode == 0, started.stderr
    return house


@pytest.fixture(name="free_port")
def a_free_port() -> int:
    return free_port()
