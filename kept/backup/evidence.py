"""Live figures of the backups, as they were seen last; nothing is restored for a page."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kept.backup.days import history, interval
from kept.backup.depots.links import told
from kept.backup.models import Backup, Drill, Watch
from kept.backup.watching import GRACE
from kept.policy.keeps import Figure, evidence


@evidence("D4")
def last_backup() -> Figure:
    """How long ago the last complete backup was taken."""
    last = Backup.objects.filter(finished_at__isnull=False).first()
    if last is None or last.moment_at is None:
        return Figure(_("Last complete backup"), _("none yet"), good=False)
    age = timezone.now() - last.moment_at
    return Figure(_("Last complete backup"), _hours(age), good=age <= interval() + GRACE)


@evidence("D4")
def last_restore() -> Figure:
    """When a backup was last restored and compared, and how long it took."""
    last = Drill.objects.first()
    if last is None:
        return Figure(_("Last restored and compared"), _("never yet"), good=False)
    age = timezone.now() - last.at
    good = last.good and age <= interval() + GRACE
    words = _("%(ago)s, in %(seconds).0f s") % {"ago": _hours(age), "seconds": last.seconds}
    return Figure(_("Last restored and compared"), words if last.good else _("failed"), good=good)


@evidence("D4")
def reach() -> Figure:
    """How far back any moment can be restored. A service younger than the history reaches to its first backup."""
    last, first = Watch.objects.first(), Backup.objects.filter(finished_at__isnull=False).last()
    if last is None or first is None:
        return Figure(_("Any moment can be restored of the last"), _("not measured yet"), good=False)
    young = (timezone.now() - first.begun_at).days
    fresh = timezone.now() - last.at < timedelta(hours=3)
    good = fresh and not last.alarms and last.days >= min(history(), young - 1)
    since = first.begun_at.date().isoformat()
    words = _("%(days)s days") if last.days >= history() else _("%(days)s days; the first backup is of %(since)s")
    return Figure(_("Any moment can be restored of the last"), words % {"days": last.days, "since": since}, good=good)


@evidence("D1")
def place_of_the_backups() -> Figure:
    """Where the backups lie, and whether that place answered when everything was looked at last."""
    last = Watch.objects.first()
    away = last is not None and any(each["code"] == "away" for each in last.alarms)
    where = told()
    return Figure(
        _("The backups lie"), _("%(where)s, which does not answer") % {"where": where} if away else where, not away
    )


def _hours(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return _("%(minutes)s min ago") % {"minutes": minutes}
    return _("%(hours)s hours ago") % {"hours": minutes // 60}
