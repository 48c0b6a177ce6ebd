"""Reload: new processes take over under load, and nobody is turned away."""

from __future__ import annotations

import http.client
import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench import processes
from bench.drill.ground import tell
from bench.drill.house import House, keys

CALLERS = 4
PAUSE = 0.03  # seconds between two calls: a busy day, not a flood
MIGRATE = Path("/proc/sys/net/ipv4/tcp_migrate_req")


@dataclass
class Load:
    """Callers who ask without a pause, half of them over one lasting line, half over a new one each time."""

    house: House
    secrets: list[str]
    answers: int = 0
    bad: list[str] = field(default_factory=list)
    longest: float = 0.0
    ending: bool = False
    since: float = field(default_factory=time.monotonic)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        self.threads = [threading.Thread(target=self._call, args=(n,)) for n in range(CALLERS)]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self.ending = True
        for thread in self.threads:
            thread.join()

    def _call(self, number: int) -> None:
        headers = {"Authorization": f"Bearer {self.secrets[number]}"}
        line: http.client.HTTPConnection | None = None
        while not self.ending:
            if line is None or number % 2:
                line = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=30)
            fresh, begun = line.sock is None, time.monotonic()
            try:
                line.request("GET", "/api/v2/person/?limit=20", None, headers)
                answer = line.getresponse()
                answer.read()
                if answer.status != 200:
                    self.bad.append(f"status {answer.status}")
                self.answers += 1
                self.longest = max(self.longest, time.monotonic() - begun)
            except (OSError, http.client.HTTPException) as fault:
                # A lasting line that was closed while it lay idle is opened again, as every client does (RFC 9112, 9.3.1).
                if fresh:
                    self.bad.append(f"{type(fault).__name__} at {time.monotonic() - self.since:.0f} s")
                    time.sleep(0.2)
                line = None
            time.sleep(PAUSE)


def _web(root: int) -> int:
    """The listener: the first child of the house."""
    return min(int(pid) for pid in Path(f"/proc/{root}/task/{root}/children").read_text().split())


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def run() -> None:
    """Reload once under load."""
    house = House()
    house.start()
    try:
        load = Load(house, keys(CALLERS))
        assert house.process
        web = {pid for pid in processes.tree(house.process.pid) if _parent(pid) == _web(house.process.pid)}
        load.start()
        time.sleep(5)
        begun = time.monotonic()
        os.kill(house.process.pid, 10)  # SIGUSR1, as bin/kept reload does
        house.until(lambda: not web & set(processes.tree(house.process.pid)), 90)  # type: ignore[union-attr]
        took = time.monotonic() - begun
        time.sleep(5)
        load.end()
    finally:
        house.stop()
    kernel = MIGRATE.read_text().strip() if MIGRATE.exists() else "absent"
    figure = f"{len(load.bad)} of {load.answers} failed {sorted(set(load.bad))}, longest {load.longest:.2f} s, {took:.0f} s; tcp_migrate_req {kernel}"
    tell("reload under load: requests that failed", not load.bad, figure)
