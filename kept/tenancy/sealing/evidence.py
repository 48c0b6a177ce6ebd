"""Live figures of D5: nothing waits long for its seal, and the last verification found the log as it was sealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from kept.policy.keeps import Figure, evidence
from kept.tenancy.sealing import closing
from kept.tenancy.sealing.models import Check, Seal

WAIT = timedelta(minutes=5)


@evidence("D5")
def sealed_in_time() -> Figure:
    """How long ago the log of the operator's own doors was sealed, which is written to all the time."""
    now = datetime.now(UTC)
    waiting = closing.open_lines(0, now - WAIT, now)
    return Figure(_("Lines of the log that wait longer than 5 minutes for their seal"), str(waiting), waiting == 0)


@evidence("D5")
def verified() -> Figure:
    """The last verification of the same log: how many lines, how many were not as they were sealed."""
    last = Check.objects.filter(instance_id=0).order_by("-at").first()
    if last is None:
        seals = Seal.objects.filter(instance_id=0).count()
        waiting = closing.open_lines(0, datetime.now(UTC) - WAIT, datetime.now(UTC))
        return Figure(
            _("Lines verified against their seals"), _("first check to come, seals: %(n)s") % {"n": seals}, not waiting
        )
    good = not last.faults and last.at > datetime.now(UTC) - timedelta(hours=30)
    return Figure(
        _("Lines verified against their seals"),
        _("%(lines)s, wrong: %(wrong)s") % {"lines": last.lines, "wrong": len(last.faults)},
        good,
    )
