"""Live figures of D6: nobody opened a room unbound, nobody comes in by a password alone, nobody is left unreviewed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kept.audit.models import Entry
from kept.console.reviewing.due import interval
from kept.grants.staff import Staff, in_service
from kept.policy import clock
from kept.policy.keeps import Figure, evidence

DAYS = 30  # of the log that are looked at
DOORS = ("operator:undertaking", "operator:certificate")  # these open before
SLACK = 9  # days that a review may take beyond its quarter before the figure speaks


@evidence("D6")
def nobody_opened_a_door_unbound() -> Figure:
    """Staff who opened a room in the last days without having signed before."""
    since = clock.now() - timedelta(days=DAYS)
    wrong = sum(_opened_unbound(one, since) for one in Staff.objects.all())
    return Figure(_("Staff who opened a room unbound, days: %(days)s") % {"days": DAYS}, str(wrong), wrong == 0)


def _opened_unbound(staff: Staff, since: datetime) -> bool:
    first = staff.signatures.order_by("pk").first()
    lines = _opened(staff, since)
    return bool((lines.filter(at__lt=first.signed_at) if first else lines).exists())


def _opened(staff: Staff, since: datetime) -> QuerySet[Entry]:
    """The lines that somebody left in the rooms."""
    lines = Entry.objects.filter(instance_id=0, user_id=staff.user_id, by="staff", at__gte=since)
    for door in DOORS:
        lines = lines.exclude(door__endswith=f" {door}")
    return lines


@evidence("D6")
def nobody_comes_in_by_a_password_alone() -> Figure:
    """Staff who have no second step and opened a room all the same."""
    since = clock.now() - timedelta(days=DAYS)
    alone = sum(not one.second_step and _opened(one, since).exists() for one in in_service())  # type: ignore[attr-defined]
    title = _("Staff who opened a room without a second step, days: %(days)s") % {"days": DAYS}
    if alone and not settings.STAFF_SECOND_STEP:  # reached from this machine alone, and told so by its owner
        return Figure(title, _("%(n)s, on this machine alone") % {"n": alone}, good=True)
    return Figure(title, str(alone), alone == 0)


@evidence("D6")
def rights_are_looked_at_each_quarter() -> Figure:
    """How long ago the rights that are in force were last looked at, of the one that waits the longest."""
    days = [(clock.now() - (one.reviewed_at or one.since)).days for one in in_service() if not one.suspended_at]
    oldest = max(days, default=0)
    return Figure(_("Days since the oldest review of staff in service"), str(oldest), oldest <= interval() + SLACK)
