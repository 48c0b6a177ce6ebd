"""The hands of the clock: moving them moves the application and the database together."""

from __future__ import annotations

import datetime as dt
import os
import select
import time
from pathlib import Path
from typing import Any

from kept.server import cluster

PASSED_ON = ("LD_PRELOAD", "FAKETIME_TIMESTAMP_FILE", "FAKETIME_NO_CACHE", "FAKETIME_DONT_FAKE_MONOTONIC")
HAND = os.environ.get("FAKETIME_TIMESTAMP_FILE", "")
_plain = cluster.owners_ways
_started = dt.datetime.now(dt.UTC)


def with_our_clock(place: Any) -> dict[str, Any]:
    """The database server starts with nothing of our surroundings, but here with our clock."""
    ways = _plain(place)
    ways["env"] |= {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return ways


def doze(seconds: float) -> None:
    """Sleep by waiting for nothing: the library that moves the clock refuses the way in which Python sleeps."""
    select.select([], [], [], seconds)


if HAND:
    cluster.owners_ways = with_our_clock
    time.sleep = doze  # type: ignore[assignment]


def move(moment: dt.datetime) -> None:
    """Make it another time, for everybody: so many seconds from the true one."""
    true = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=_offset())
    Path(HAND).write_text(f"{'+' if moment >= true else '-'}{abs(int((moment - true).total_seconds()))}\n")
    time.sleep(0.05)


def _offset() -> int:
    return int(Path(HAND).read_text().strip() or 0)
