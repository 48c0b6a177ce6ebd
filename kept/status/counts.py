"""Counts of this process in a file that outlives it: numbers in fixed places, so that all processes can be summed.

A kill loses nothing, a process that is gone is still counted, and nothing is written but numbers.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import threading
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kept.status.places import folder

KINDS = ("api", "instance", "operator", "public", "static", "job")
STATUSES = ("2xx", "3xx", "4xx", "5xx")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, float("inf"))  # seconds
GAUGES = ("pool_size", "pool_idle", "pool_waiting", "threads", "memory_bytes")
LINE = len(BUCKETS) + 1  # the buckets, and the sum of seconds
COUNTED = len(KINDS) * len(STATUSES) * LINE
SIZE = (COUNTED + len(GAUGES)) * 8
PAST = "past.counts"  # of processes that are gone


class Counts:
    """The numbers of one process."""

    def __init__(self, path: Path) -> None:
        with path.open("a+b") as file:
            file.truncate(SIZE)
            self._map = mmap.mmap(file.fileno(), SIZE)
        self._numbers = memoryview(self._map).cast("d")
        self._lock = threading.Lock()

    def add(self, kind: int, status: int, seconds: float) -> None:
        """Count one answer of a kind (index of KINDS) with a status (index of STATUSES)."""
        start = (kind * len(STATUSES) + status) * LINE
        bucket = next(i for i, most in enumerate(BUCKETS) if seconds <= most)
        with self._lock:
            self._numbers[start + bucket] += 1
            self._numbers[start + LINE - 1] += seconds

    def set(self, gauge: str, value: float) -> None:
        """Say how something stands now."""
        self._numbers[COUNTED + GAUGES.index(gauge)] = value


def own() -> Path:
    """The file of this process; its name tells which process, so that another one of the same number is not it."""
    return folder() / f"{os.getpid()}-{_born(os.getpid())}.counts"


def summed() -> list[float]:
    """All numbers of all processes, of those that are gone too (their gauges left out)."""
    with _alone():
        _fold()
        total = [0.0] * (SIZE // 8)
        for path in folder().glob("*.counts"):
            total = [a + b for a, b in zip(total, _read(path), strict=True)]
    return total


def _fold() -> None:
    """Put the counts of processes that are gone into one file."""
    gone = [path for path in folder().glob("*-*.counts") if not _lives(path)]
    if not gone:
        return
    past = _read(folder() / PAST)
    for path in gone:
        past = [a + b for a, b in zip(past, _read(path), strict=True)]
    past[COUNTED:] = [0.0] * len(GAUGES)
    draft = folder() / ".past"
    draft.write_bytes(array("d", past).tobytes())
    draft.replace(folder() / PAST)
    for path in gone:
        path.unlink(missing_ok=True)


def _read(path: Path) -> list[float]:
    try:
        raw = path.read_bytes()
    except OSError:
        raw = b""
    return list(memoryview(raw if len(raw) == SIZE else bytes(SIZE)).cast("d"))


def _born(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return "0"


def _lives(path: Path) -> bool:
    pid, _dash, born = path.stem.partition("-")
    return pid.isdigit() and Path(f"/proc/{pid}").exists() and _born(int(pid)) == born


@contextmanager
def _alone() -> Iterator[None]:
    with (folder() / ".counting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
