"""How much a program may ask: calls a day for each instance, and a few at once for each key.

Calls are counted in this process and added to the shared number in batches, so that no two requests wait for one row."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

CALLS_A_DAY = 24_000
AT_ONCE = 4
BATCH = 25  # calls
LONGEST = 5.0  # seconds between two looks at the shared number
ADD = """
INSERT INTO api_calls (instance_id, day, n) VALUES (%s, %s, %s)
ON CONFLICT (instance_id, day) DO UPDATE SET n = api_calls.n + excluded.n RETURNING n
"""


@dataclass(slots=True)
class Known:
    """What this process knows of an instance's calls today."""

    day: dt.date
    shared: int = 0  # as last seen
    here: int = 0  # not yet added
    looked_at: float = 0.0


_known: dict[int, Known] = {}
_open: Counter[int] = Counter()
_lock = threading.Lock()


def most() -> int:
    """Calls a day that an instance may make."""
    return int(getattr(settings, "API_CALLS_A_DAY", 0) or os.environ.get("KEPT_API_CALLS_A_DAY", CALLS_A_DAY))


def count(instance_id: int) -> bool:
    """Count one call of an instance; False when it has used up its day."""
    day = timezone.now().date()
    with _lock:
        known = _known.get(instance_id)
        if known is None or known.day != day:
            known = _known[instance_id] = Known(day)
        known.here += 1
        due = known.here >= BATCH or time.monotonic() - known.looked_at > LONGEST
        adding = known.here if due else 0
        if due:
            known.here, known.looked_at = 0, time.monotonic()
    if due:
        with connection.cursor() as cursor:
            cursor.execute(ADD, [instance_id, day, adding])
            known.shared = int(cursor.fetchone()[0])
    return known.shared + known.here <= most()


def headers(caller: Any) -> dict[str, str]:
    """What every answer says of the limit."""
    known = _known.get(caller.instance_id) if caller else None
    used = known.shared + known.here if known else 0
    reset = int(time.time()) + seconds_left()
    return {
        "X-Ratelimit-Limit": str(most()),
        "X-Ratelimit-Remaining": str(max(most() - used, 0)),
        "X-Ratelimit-Reset": str(reset),
    }


def seconds_left() -> int:
    """Seconds to the next midnight, UTC."""
    return 86_400 - int(time.time()) % 86_400


@contextmanager
def one_of_few(caller: Any) -> Iterator[bool]:
    """Whether this call is among the few that one key may have open at once."""
    with _lock:
        _open[caller.key_id] += 1
        room = _open[caller.key_id] <= int(getattr(settings, "API_AT_ONCE", AT_ONCE))
    try:
        yield room
    finally:
        with _lock:
            _open[caller.key_id] -= 1
            if not _open[caller.key_id]:
                del _open[caller.key_id]


def forget() -> None:
    """Know nothing: for tests."""
    _known.clear()
    _open.clear()
