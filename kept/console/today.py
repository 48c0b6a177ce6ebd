"""What the operator's home says of each room: one line, counted now, and how the line in the margin runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.backup import evidence as backup
from kept.backup.models import Watch
from kept.console.announcing.models import Announcement
from kept.console.disclosing.evidence import everybody_who_may_know_was_told
from kept.console.disclosing.models import Demand
from kept.console.disclosing.states import OPEN as UNDECIDED
from kept.console.lockbox import showing
from kept.console.reviewing.due import all_due
from kept.desk.models import CallBack, Thread
from kept.newsletter.models import Issue
from kept.newsletter.pages_issues import readers
from kept.outside.keys_figures import figures
from kept.policy import clock
from kept.privacy.ending.models import Ending
from kept.privacy.ending.walking import overdue
from kept.privacy.erasure.models import Certificate, Package, Restriction
from kept.privacy.notices import current, publishing
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.told_on import ToldOn
from kept.privacy.retention.runs import Run
from kept.status import failures, snapshot
from kept.tracking.models import Fault
from kept.tracking.pages_errors import OPEN
from kept.web.formats import day, moment

OPERATOR = 0
SOON = 7


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence about a room. `kept` is the line's shape: yes, soon, asked, none, or nothing at all."""

    said: str
    kept: str = "yes"


def requests() -> Line:
    """How many wait, and the nearest day by which one must be answered."""
    waiting = DataSubjectRequest.objects.open()
    number, nearest = waiting.count(), waiting.exclude(due_on=None).order_by("due_on").values_list("due_on", flat=True)
    to_tell = ToldOn.objects.filter(state="by_hand").count()
    telling = ngettext("%(n)d recipient to tell by hand", "%(n)d recipients to tell by hand", to_tell) % {"n": to_tell}
    if not number:
        return Line(telling, "soon") if to_tell else Line(_("Nobody waits for an answer."))
    said = ngettext("%(n)d open", "%(n)d open", number) % {"n": number}
    said += f", {telling}" if to_tell else ""
    due = nearest.first()
    if due is None:
        return Line(said, "asked")
    left = (due - clock.today()).days
    said += ", " + _("the nearest due %(day)s") % {"day": day(due)}
    return Line(said, "none" if left < 0 else "soon" if left <= SOON else "asked")


def desk() -> Line:
    """Talks and calls whose turn is ours."""
    talks = Thread.objects.filter(state=Thread.State.OPEN).count()
    calls = CallBack.objects.filter(closed_at=None).count()
    if not talks and not calls:
        return Line(_("Nobody waits for us."))
    said = ngettext("%(n)d talk waits for us", "%(n)d talks wait for us", talks) % {"n": talks}
    return Line(f"{said}, " + ngettext("%(n)d call to make", "%(n)d calls to make", calls) % {"n": calls}, "asked")


def newsletter() -> Line:
    """Readers, and issues that are not sent."""
    number, drafts = readers(), Issue.objects.filter(started_at=None).count()
    said = ngettext("%(n)d reader", "%(n)d readers", number) % {"n": number}
    return Line(f"{said}, " + ngettext("%(n)d draft", "%(n)d drafts", drafts) % {"n": drafts}, "")


def retention() -> Line:
    """What the last run took away, and whether it left something that should be gone."""
    run = Run.objects.exclude(ended_at=None).first()
    if run is None:
        return Line(_("There was no run yet."), "")
    left = sum(int(rows) for rows in run.left.values())
    if left:
        said = ngettext("%(n)d record should be gone and is not", "%(n)d records should be gone and are not", left)
        return Line(said % {"n": left}, "none")
    return Line(_("Nothing is kept beyond its term. Last run: %(when)s") % {"when": moment(run.ended_at)})


def erasures() -> Line:
    """Erasures that are not complete, copies that wait, records that are locked."""
    ours = {"instance_id": OPERATOR}
    undone = Certificate.objects.filter(**ours).exclude(state="complete").count()
    copies = Package.objects.filter(**ours, expires_at__gt=timezone.now(), fetched_at=None).count()
    locked = Restriction.objects.filter(**ours).count()
    said = [ngettext("%(n)d not complete", "%(n)d not complete", undone) % {"n": undone}] if undone else []
    said += [ngettext("%(n)d copy waits", "%(n)d copies wait", copies) % {"n": copies}] if copies else []
    said += [ngettext("%(n)d record locked", "%(n)d records locked", locked) % {"n": locked}] if locked else []
    return Line(", ".join(said) or _("Nothing waits."), "soon" if undone else "yes")


def notice() -> Line:
    """The version in force, and whether the next one waits to be published."""
    now = current.current()
    said = _("Version %(n)s in force") % {"n": now.number} if now else _("The first version is being written down.")
    return Line(f"{said}, " + _("the next one waits for you"), "soon") if publishing.proposal() else Line(said)


def backups() -> Line:
    """The last backup, the last drill, and what is wrong."""
    watched = Watch.objects.first()
    figures = [backup.last_backup(), backup.last_restore()]
    said = ". ".join(f"{one.title}: {one.value}" for one in figures)
    well = all(one.good for one in figures) and not (watched and watched.alarms)
    return Line(said, "yes" if well else "none")


def reviews() -> Line:
    """Whose rights are to be looked at."""
    waiting = [one for one in all_due() if one.is_near or one.staff.suspended_at]
    if not waiting:
        return Line(_("Everybody was looked at."))
    said = ngettext("%(n)d to look at", "%(n)d to look at", len(waiting)) % {"n": len(waiting)}
    late = any(one.kept == "none" for one in waiting)
    return Line(f"{said}, " + _("the first by %(day)s") % {"day": day(waiting[0].on)}, "none" if late else "soon")


def errors() -> Line:
    """Errors that wait for somebody."""
    waiting = list(Fault.objects.filter(OPEN).values_list("back_at", flat=True))
    if not waiting:
        return Line(_("Nothing is broken."))
    said = ngettext("%(n)d error waits for somebody", "%(n)d errors wait for somebody", len(waiting)) % {
        "n": len(waiting)
    }
    return Line(said, "none" if any(waiting) else "asked")


def lockbox() -> Line:
    """How many customers let us in right now, and whose turn it is with the others."""
    cases = showing.waiting()
    inside = sum(case.is_open for case in cases)
    ours = sum(showing.waits_for(case) == "operator" for case in cases)
    if not inside and not ours:
        return Line(_("Nobody let us in, and nobody asked."))
    said = [ngettext("%(n)d open", "%(n)d open", inside) % {"n": inside}] if inside else []
    said += (
        [ngettext("%(n)d waits for an agreement", "%(n)d wait for an agreement", ours) % {"n": ours}] if ours else []
    )
    return Line(", ".join(said), "soon" if inside else "asked")


def demands() -> Line:
    """Demands that are not decided, and people who may know of one and do not."""
    waiting = Demand.objects.filter(state__in=UNDECIDED).count()
    untold = everybody_who_may_know_was_told()
    if not untold.good:
        return Line(f"{untold.title}: {untold.value}", "none")
    if not waiting:
        return Line(_("No demand waits."))
    return Line(ngettext("%(n)d waits", "%(n)d wait", waiting) % {"n": waiting}, "asked")


def announcements() -> Line:
    """Drafts."""
    drafts = Announcement.objects.filter(published_at=None).count()
    return Line(ngettext("%(n)d draft", "%(n)d drafts", drafts) % {"n": drafts}, "")


def keys() -> Line:
    """Whether the operator's key is there, and somebody has a copy of it."""
    now = figures()
    if now.trouble:
        return Line(_("The operator’s key is not there."), "none")
    if now.confirmed_at is None:
        return Line(_("Nobody has confirmed that there is a copy of the operator’s key."), "soon")
    return Line(_("Its copy was confirmed %(when)s.") % {"when": moment(now.confirmed_at)})


def ending() -> Line:
    """Instances that are to end, and those that are late."""
    waiting = Ending.objects.filter(taken_back_at=None, ended_at=None).count()
    if not waiting:
        return Line(_("No instance is ending."), "")
    said = ngettext("%(n)d instance is ending", "%(n)d instances are ending", waiting) % {"n": waiting}
    return Line(said, "none" if overdue() else "asked")


def status() -> Line:
    """Parts that are down, alarms, and jobs that failed for good."""
    known, failed = snapshot.read(), failures.dead().count()
    down = [part for part in known.parts if part.state == "down"]
    said = [_("Nobody has looked for a while: what stands here may be old.")] if known.stale else []
    said += [ngettext("%(n)d part is down", "%(n)d parts are down", len(down)) % {"n": len(down)}] if down else []
    said += (
        [ngettext("%(n)d job failed for good", "%(n)d jobs failed for good", failed) % {"n": failed}] if failed else []
    )
    return Line(". ".join(said) or _("All is well."), "none" if down or known.stale else "soon" if failed else "yes")


LINES: dict[str, Callable[[], Line]] = {
    "operator:reviewing:list": reviews,
    "operator:disclosing:list": demands,
    "operator:announcing:list": announcements,
    "keys_operator:overview": keys,
    "ending_operator:list": ending,
    "desk_operator:inbox": desk,
    "newsletter_operator:issues": newsletter,
    "requests_operator:list": requests,
    "erasure_operator:list": erasures,
    "retention_operator:plan": retention,
    "notices_operator:desk": notice,
    "backup_operator:overview": backups,
    "status_operator:desk": status,
    "tracking_operator:errors": errors,
    "lockbox_operator:list": lockbox,
}


def line(room: str) -> Line:
    """What is to say of a room; of most of them nothing."""
    known = LINES.get(room)
    return known() if known else Line("", "")
