"""A house that is served for a drill: started by its own command line, asked from outside, killed without a word."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench import processes
from bench.drill.ground import FOLDER, ROOT
from tests.ports import free_port

PATIENCE = 600  # seconds: a busy machine is no fault of the house
LOG = FOLDER.parent / "house.log"  # what the house said


@dataclass
class House:
    """A running Kept over the drill's data folder."""

    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    folder: str = str(FOLDER)
    root: str = str(ROOT)
    config: str = ""

    def start(self, *words: str) -> None:
        """Start it and wait until it answers."""
        self.port = self.port or free_port()
        more = {"KEPT_DATA": self.folder, "KEPT_API_CALLS_A_DAY": "100000000", "KEPT_CONFIG": self.config}
        environment = {k: v for k, v in {**os.environ, **more}.items() if v and k not in ("KEPT_DB_ROLE", "PORT")}
        self.process = subprocess.Popen(
            [f"{self.root}/bin/kept", "run", "--port", str(self.port), *words], cwd=self.root, env=environment,
            stdin=subprocess.DEVNULL, stdout=LOG.open("ab"), stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.until(lambda: self.ask("GET", "/readyz")[0] == 200)

    def kill(self) -> None:
        """kill -9 of every process of the application at once. The database is another process and lives on."""
        assert self.process
        for pid in processes.tree(self.process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def stop(self) -> None:
        """End it in good order."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, seconds: float = 30
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer; status 0 when nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            line.request(method, path, None if body is None else json.dumps(body), headers or {})
            answer = line.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, {}, b""
        finally:
            line.close()

    def until(self, happens: Callable[[], bool], seconds: float = PATIENCE) -> float:
        """Wait for something; returns how many seconds that took. Raises TimeoutError."""
        begun = time.monotonic()
        while not happens():
            if time.monotonic() - begun > seconds:
                raise TimeoutError
            time.sleep(0.05)
        return time.monotonic() - begun


def kill_database() -> None:
    """SIGKILL of the postmaster and all its children in the same moment: nothing is flushed, nothing is said."""
    for pid in processes.tree(processes.postmaster()):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def keys(number: int) -> list[str]:
    """API keys of the demo's administrator: one may have few calls open at once."""
    from django.db import connections

    from kept.identity.keys import ApiKey
    from kept.identity.membership import Role
    from kept.identity.models import Membership
    from kept.tenancy.models import Instance
    from kept.tenancy.opening import system

    connections.close_all()  # a drill before may have killed the database under us
    found = Instance.objects.order_by("pk").first()
    assert found
    with system("drill", found.pk):
        member = Membership.objects.filter(role=Role.ADMIN, left_at=None).order_by("pk").first()
        assert member
        return [ApiKey.issue(member, f"drill {n}")[1] for n in range(number)]
