"""Live figures of staying up: the measured uptime, whether somebody watches, the oldest work, jobs that failed for good,
and whether sign-in tells by time who is known."""

from __future__ import annotations

import time
from functools import cache
from statistics import median

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _

from kept.identity.hashing import TooBusy
from kept.policy.keeps import Figure, evidence
from kept.status import snapshot, uptime
from kept.status.models import Failure
from kept.status.parts import WORK_LATE

LEAST = 0.995  # of the minutes that count
ALIKE = 10.0  # ms between the medians of sign-in with a wrong password and with an unknown address
LATEST = 3600.0


@evidence("D9")
def up() -> Figure:
    """The share of minutes in which pages were answered, of all since the first, in the last 90 days."""
    lines = snapshot.read().days.get("web", [])
    share = uptime.share(lines)
    if share is None:
        return Figure(_("Up, of all minutes of 90 days"), _("not measured yet"), good=False)
    said = _("%(share)s %% of %(days)d days") % {"share": f"{share * 100:.2f}", "days": len(lines)}
    return Figure(_("Up, of all minutes of 90 days"), said, good=share >= LEAST or len(lines) < 2)


@evidence("D9")
def watched() -> Figure:
    """When somebody looked last, and how many parts are down."""
    known = snapshot.read()
    down = [part.name for part in known.parts if part.state == "down"]
    if known.stale:
        return Figure(_("Parts that are down"), _("nobody looks"), good=False)
    return Figure(_("Parts that are down"), f"{len(down)} / {len(known.parts)}", good=not down)


@evidence("D9")
def oldest_work() -> Figure:
    """How long the oldest work has been waiting that could be done."""
    part = snapshot.read().part("queue")
    seconds = part.figures.get("oldest_seconds", 0.0) if part else 0.0
    return Figure(_("Oldest work that waits"), f"{seconds:.0f} s", good=part is not None and seconds <= WORK_LATE)


@evidence("D9")
def dead_letters() -> Figure:
    """Jobs that failed for good and that nobody has dealt with."""
    number = Failure.objects.filter(final=True, done_at=None).count()
    return Figure(_("Jobs that failed for good"), str(number), good=number == 0)


@evidence("D9")
def alike() -> Figure:
    """What sign-in costs for a known address with a wrong password, and for an unknown one; measured once an hour."""
    known, unknown = _costs(int(time.time() // LATEST))
    said = f"{known:.0f} / {unknown:.0f} ms"
    return Figure(
        _("Wrong password and unknown address take"), said, good=abs(known - unknown) <= max(ALIKE, 0.25 * known)
    )


@cache
def _costs(hour: int) -> tuple[float, float]:
    """The medians of processor time in ms. A process measures it once an hour; while it is busy the last one stands."""
    encoded = make_password("a password that nobody has")
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for _turn in range(5):
        for kind, stored in (("known", encoded), ("unknown", make_password(None))):
            begun = time.thread_time()
            try:
                check_password("another password", stored)
            except TooBusy:
                continue
            times[kind].append((time.thread_time() - begun) * 1000)
    return (median(times["known"] or [0.0]), median(times["unknown"] or [0.0]))
