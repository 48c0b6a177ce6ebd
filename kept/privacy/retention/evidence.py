"""Live figures of retention: what is overdue by now, what the last run left, and when it ran."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _

from kept.policy import clock
from kept.policy.keeps import Figure, evidence
from kept.privacy.retention.clocks import Clock, clocks
from kept.privacy.retention.holds import held
from kept.privacy.retention.runs import Run

LATE = timedelta(hours=36)


def clocks_of(promise: str) -> list[Clock]:
    """The clocks that keep a promise."""
    return [ticking for ticking in clocks() if promise in ticking.purposes]


def overdue(promise: str) -> int:
    """Rows held for a purpose beyond their last day: counted now in the operator's tables, by the last run in instances."""
    day = clock.today() - timedelta(days=1)
    number: int = 0
    for ticking in clocks_of(promise):
        if not ticking.fenced:
            number += int(ticking.model.objects.filter(ticking.over(day)).exclude(held(ticking.model, day)).count())
    last = Run.objects.first()
    labels = {ticking.label for ticking in clocks_of(promise) if ticking.fenced}
    return number + sum(int(rows) for label, rows in (last.left.items() if last else ()) if label in labels)


def shown(promise: str) -> Callable[[], Figure]:
    """The figure of one promise."""

    def kept_beyond_their_term() -> Figure:
        number = overdue(promise)
        return Figure(_("Records kept beyond their term"), str(number), number == 0)

    return kept_beyond_their_term


for _promise in ("L1", "L2", "L3", "L4", "L6"):
    evidence(_promise)(shown(_promise))


@evidence("L1")
def last_run() -> Figure:
    """When the daily run last came to its end, and how many days it was late."""
    run = Run.objects.exclude(ended_at=None).first()
    if run is None:
        return Figure(_("Last daily run of retention"), _("none yet"), overdue("L1") == 0)
    before = Run.objects.filter(day__lt=run.day).first()
    late = max((run.day - before.day).days - 1, 0) if before else 0
    fresh = run.ended_at is not None and clock.now() - run.ended_at < LATE
    said = _("%(day)s, %(rows)s records, %(late)s days late") % {"day": run.day, "rows": run.total, "late": late}
    return Figure(_("Last daily run of retention"), said, fresh and not late)
