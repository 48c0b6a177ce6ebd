"""Load: a few keep-alive connections that ask one after another for a bounded time, and what that cost."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench import processes

Request = Callable[[int], bytes]  # the n-th request of a connection, ready to be sent


@dataclass
class Run:
    """One measured run."""

    times: list[float] = field(default_factory=list)  # ms
    bad: int = 0
    seconds: float = 0.0
    app: float = 0.0  # CPU ms a request
    database: float = 0.0

    @property
    def cpu(self) -> float:
        return self.app + self.database

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    @property
    def p50(self) -> float:
        return median(self.times) if self.times else 0.0

    @property
    def p95(self) -> float:
        return quantiles(self.times, n=20)[18] if len(self.times) > 20 else max(self.times, default=0.0)


def measure(server: int, database: int, port: int, request: Request, *, users: int, seconds: float, warm: float) -> Run:
    """Ask for `warm` seconds unmeasured, then for `seconds` measured."""
    _ask(port, request, users, warm, 0)
    before = processes.cpu(server), processes.cpu(database)
    run = _ask(port, request, users, seconds, 10_000)
    after = processes.cpu(server), processes.cpu(database)
    done = max(len(run.times), 1)
    run.app = (after[0] - before[0]) * 1000 / done
    run.database = (after[1] - before[1]) * 1000 / done
    return run


def measure_times(port: int, request: Request, times: int) -> tuple[list[float], int]:
    """Milliseconds of some requests one after another, and how many of them were refused."""
    run = Run()
    _user(port, request, float("inf"), 0, run, most=times)
    return run.times, run.bad


def _ask(port: int, request: Request, users: int, seconds: float, start: int) -> Run:
    run = Run()
    begun = time.monotonic()
    until = begun + seconds
    threads = [
        threading.Thread(target=_user, args=(port, request, until, start + n * 1_000_000, run)) for n in range(users)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(seconds + 60)
    run.seconds = time.monotonic() - begun
    return run


def _user(port: int, request: Request, until: float, start: int, run: Run, most: float = float("inf")) -> None:
    number = start
    times, bad = [], 0
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.monotonic() < until and number - start < most:
            begun = time.perf_counter()
            line.sendall(request(number))
            status = _answer(line)
            times.append((time.perf_counter() - begun) * 1000)
            bad += status >= 300
            number += 1
    run.times += times
    run.bad += bad


def _answer(line: socket.socket) -> int:
    """Read one answer whole; returns its status."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(line)
    head, _, body = data.partition(b"\r\n\r\n")
    if b"\r\ntransfer-encoding: chunked" in head.lower():
        while not body.endswith(b"0\r\n\r\n"):
            body += _more(line)
        return int(head[9:12])
    lengths = [part for part in head.lower().split(b"\r\n") if part.startswith(b"content-length:")]
    left = int(lengths[0].split(b":")[1]) - len(body) if lengths else 0
    while left > 0:
        left -= len(_more(line))
    return int(head[9:12])


def _more(line: socket.socket) -> bytes:
    got = line.recv(65536)
    if not got:
        raise ConnectionError("the server hung up")
    return got
