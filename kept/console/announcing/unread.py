"""How many announcements somebody has not put aside. Asked by every page, so it seldom asks the database."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from kept.console.announcing.models import Announcement, Reading
from kept.policy import clock

SECONDS = 60  # how long a process may go on with the announcements it knows
DAYS = 90  # older ones ring no bell
MOST = 50
_known: list[Any] = []  # the moment of reading, and the number and moment of each
_nothing_left: dict[int, tuple[int, ...]] = {}  # by user: what they have put aside, all of it
_LIMIT = 20_000


def unread(user: Any) -> int:
    """How many."""
    ours = tuple(pk for pk, at in live() if at > user.joined_at)
    if not ours or _nothing_left.get(user.pk) == ours:
        return 0
    read = Reading.objects.filter(user_id=user.pk, announcement_id__in=ours).values_list("announcement_id", flat=True)
    left = len(set(ours) - set(read))
    if not left:
        if len(_nothing_left) >= _LIMIT:
            _nothing_left.clear()
        _nothing_left[user.pk] = ours
    return left


def live() -> list[tuple[int, datetime]]:
    """What rings: published lately and not taken back. Read at most once a minute."""
    if not _known or time.monotonic() - _known[0] > SECONDS:
        since = clock.now() - timedelta(days=DAYS)
        found = Announcement.objects.filter(published_at__gte=since, withdrawn_at=None).order_by("pk")
        _known[:] = [time.monotonic(), list(found.values_list("pk", "published_at")[:MOST])]
    known: list[tuple[int, datetime]] = _known[1]
    return known


def forget() -> None:
    """Read them anew: one was published or taken back."""
    _known.clear()
    _nothing_left.clear()
