"""Room for hashing: encrypting a password takes a whole processor for a moment, so few may do it at once.

One hashes and a few wait their turn, in each process; whoever comes beyond them is told at once to come back in a
moment, and keeps no thread from those who only look at a page. The limits on tries are asked before (D9).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from kept.policy.keeps import keeps
from kept.web.refused import Refused

AT_ONCE = 1
WAITING = 2
SECONDS = 2  # to come back after

_hashing = threading.BoundedSemaphore(AT_ONCE)
_inside = threading.BoundedSemaphore(AT_ONCE + WAITING)


class TooBusy(Refused):
    """Too many sign in at this moment; nothing was looked at yet, so it tells nothing of anybody."""

    status = 503
    retry_after = SECONDS


@keeps("D9")
@contextmanager
def room() -> Iterator[None]:
    """The right to hash. Raises TooBusy when too many wait already."""
    if not _inside.acquire(blocking=False):
        raise TooBusy(_("Many people sign in at this moment. Try again in a few seconds."))
    try:
        with _hashing:
            yield
    finally:
        _inside.release()
