"""Counting: every answer by kind, status and time, without a word of whom or what it was for."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

from kept.status.counts import KINDS, Counts, own
from kept.web.timing import Took

BEGINNINGS = (("/api/", "api"), ("/static/", "static"), ("/operator/", "operator"))
API, INSTANCE, OPERATOR, PUBLIC, STATIC, JOB = range(len(KINDS))
_counts: Counts | None = None
_pid = 0
_making = threading.Lock()


def count(request: HttpRequest, response: HttpResponse, took: Took) -> None:
    """Count an answer, as the one clock of requests measured it."""
    counts().add(kind_of(request), response.status_code // 100 - 2, took.seconds)


def kind_of(request: HttpRequest) -> int:
    """Which kind of door it was."""
    path = request.path_info
    for beginning, kind in BEGINNINGS:
        if path.startswith(beginning):
            return KINDS.index(kind)
    return INSTANCE if hasattr(request, "instance") else PUBLIC


def counts() -> Counts:
    """The counts of this process, made when something is counted first."""
    global _counts, _pid
    if _counts is None or _pid != os.getpid():
        with _making:
            if _counts is None or _pid != os.getpid():
                _counts, _pid = Counts(own()), os.getpid()
    return _counts


def job_done(seconds: float, *, well: bool) -> None:
    """Count a job of the worker."""
    counts().add(JOB, 0 if well else 3, seconds)


def tell_gauges() -> None:
    """Say how this process stands: its pool of connections, its threads, its memory."""
    mine = counts()
    pool: Any = getattr(connections["default"], "_connection_pools", {}).get("default")
    stats = pool.get_stats() if pool is not None else {}
    mine.set("pool_size", stats.get("pool_size", 0))
    mine.set("pool_idle", stats.get("pool_available", 0))
    mine.set("pool_waiting", stats.get("requests_waiting", 0))
    mine.set("threads", threading.active_count())
    mine.set("memory_bytes", int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
