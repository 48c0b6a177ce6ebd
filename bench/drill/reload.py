"""Reload: new processes take over under load, again and again, and nobody's request is lost.

Half of the callers open a line for each request, half keep theirs. One that the server closes while it lies idle is no
loss (RFC 9112, 9.3.1), but it is counted: the server says on its last answer that it is the last.
"""

from __future__ import annotations

import http.client
import os
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench import processes
from bench.drill.ground import tell
from bench.drill.house import House, keys

CALLERS = 6
PAUSE = 0.02  # seconds between two calls
RELOADS = int(os.environ.get("KEPT_DRILL_RELOADS", "3"))
MIGRATE = Path("/proc/sys/net/ipv4/tcp_migrate_req")


@dataclass
class Load:
    """Callers who ask without a pause, half of them over one lasting line, half over a new one each time."""

    house: House
    secrets: list[str]
    answers: int = 0
    closed: int = 0  # lasting lines that were closed under a request
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
                self.closed += not fresh
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
    """Reload under load, several times."""
    house = House()
    house.start()
    took = []
    try:
        load = Load(house, keys(CALLERS))
        load.start()
        time.sleep(3)
        for _turn in range(RELOADS):
            took.append(_reloaded(house))
            time.sleep(2)
        load.end()
    finally:
        house.stop()
    kernel = MIGRATE.read_text().strip() if MIGRATE.exists() else "absent"
    figure = (
        f"{len(load.bad)} of {load.answers} failed {sorted(set(load.bad))}, {load.closed} lasting lines closed under a "
        f"request, longest {load.longest:.2f} s, {max(took):.0f} s a reload; tcp_migrate_req {kernel}"
    )
    tell(f"{RELOADS} reloads under load: requests that failed", not load.bad and load.answers > 0, figure)


def _reloaded(house: House) -> float:
    """Reload, and wait until none of the old processes is left. Returns how long that took."""
    assert house.process
    root = house.process.pid
    web = {pid for pid in processes.tree(root) if pid != root and _parent(pid) == _web(root)}
    begun = time.monotonic()
    os.kill(root, signal.SIGUSR1)  # as bin/kept reload does
    house.until(lambda: not web & set(processes.tree(root)), 400)
    return time.monotonic() - begun
