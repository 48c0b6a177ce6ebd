"""A Kept that really runs: started by its own command line, on a free port, over a data folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 300
DROPPED = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PORT", "KEPT_CONFIG", "KEPT_SECRET", "KEPT_DB_ROLE"}


@dataclass
class House:
    """Where it stands, and who may sign in."""

    folder: Path
    port: int
    demo: dict[str, Any]
    config: Path | None = None
    process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def person(self, role: str, instance: int = 0) -> dict[str, str]:
        """The demo's person of that role: email, password, name."""
        people: list[dict[str, str]] = self.demo["instances"][instance]["users"]
        return next(person for person in people if person["role"] == role)

    def slug(self, instance: int = 0) -> str:
        return str(self.demo["instances"][instance]["slug"])

    def password_of(self, email: str) -> str:
        people = [person for instance in self.demo["instances"] for person in instance["users"]]
        people += self.demo.get("staff", [])
        return next(person["password"] for person in people if person["email"] == email)

    def kept(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Type a command at this house."""
        return subprocess.run(
            [sys.executable, "-m", "kept.server", *words],
            cwd=REPOSITORY,
            env=environment(self.folder, self.config),
            capture_output=True,
            text=True,
            timeout=300,
        )

    @classmethod
    @contextmanager
    def standing(cls) -> Iterator[House]:
        """Start it, or take the one that KEPT_BROWSER_DATA and KEPT_BROWSER_PORT name; end what was started."""
        if os.environ.get("KEPT_BROWSER_DATA"):
            house = cls(Path(os.environ["KEPT_BROWSER_DATA"]), int(os.environ["KEPT_BROWSER_PORT"]), {})
            house.demo = json.loads(house.kept("demo", "--json").stdout)
            yield house
            return
        with cls.new() as house:
            yield house

    @classmethod
    @contextmanager
    def new(cls, config: Path | None = None) -> Iterator[House]:
        """Start one of its own, perhaps under another configuration, and end it."""
        parent = Path(tempfile.mkdtemp(prefix="kept-browser-"))
        parent.chmod(0o755)
        house = cls(parent / "data", free_port(), {}, config)
        house.process = house.start()
        try:
            house.demo = json.loads(house.kept("demo", "--json").stdout)
            yield house
        finally:
            house.end()
            home = (house.folder / "postgres").resolve()
            house.kept("stop")
            shutil.rmtree(parent, ignore_errors=True)
            shutil.rmtree(home, ignore_errors=True)

    def end(self) -> None:
        """End the server that was started."""
        if self.process:
            self.process.terminate()
            self.process.wait(30)

    def start_again(self) -> None:
        """End it and start it: what its configuration says now, it does."""
        self.end()
        self.process = self.start()

    def start(self) -> subprocess.Popen[str]:
        """Start the server, which ends with us: also when a test that hangs ends this process without a word."""
        words = ["run", "--demo", "--port", str(self.port), "--workers", "1"]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.leashed", str(os.getpid()), *words],
            cwd=REPOSITORY,
            env=environment(self.folder, self.config),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said: list[str] = []
        ready = threading.Event()
        threading.Thread(target=_listen, args=(process, said, ready), daemon=True).start()
        if not ready.wait(START_SECONDS) or process.poll() is not None:
            process.terminate()
            raise RuntimeError("Kept did not start:\n" + "".join(said))
        return process


def environment(folder: Path, config: Path | None = None) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in DROPPED}
    chosen = {"KEPT_CONFIG": str(config)} if config else {}
    return inherited | {"KEPT_DATA": str(folder), "KEPT_PAGES": "development"} | chosen


def _listen(process: subprocess.Popen[str], said: list[str], ready: threading.Event) -> None:
    """Hear what it says, for as long as it lives: a full pipe would stop it."""
    assert process.stdout
    for line in process.stdout:
        said.append(line)
        if "Kept is ready" in line:
            ready.set()
    ready.set()
