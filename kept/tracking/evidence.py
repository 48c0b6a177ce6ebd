"""Live figures of what is noted, and of what left as statistics."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Min, Q
from django.utils.translation import gettext as _

from kept.identity.devices import BROWSERS, OTHER, SYSTEMS
from kept.policy import clock
from kept.policy.keeps import Figure, evidence
from kept.tracking import statistics
from kept.tracking.lines import DECLARED
from kept.tracking.models import Device, Release, Released, RequestLine, Tally
from kept.tracking.publishing.releasing import least
from kept.tracking.terms import period
from kept.tracking.watching import RequestLog

OURS = {"id"}  # a line's own number
WRITTEN = ("route", "failure", "device", "method")
GRACE = 2  # days: a run at night, and the day that has not ended


@evidence("C4")
def devices_by_family() -> Figure:
    """Kinds of devices that are no families and versions of our list."""
    known = Q(browser__in={*BROWSERS.values(), OTHER}) & Q(system__in={*SYSTEMS.values(), OTHER, ""})
    plain = Q(browser_version__regex=r"^\d{0,3}$", system_version__regex=r"^(\d{0,3}|8\.1|XP|Vista)$")
    number = Device.objects.count()
    other = number - Device.objects.filter(known & plain).count()
    return Figure(_("Devices kept as more than family and version"), f"{other} / {number}", other == 0)


@evidence("C7")
def declared_fields() -> Figure:
    """How many fields a line has, and whether the register declares each, and the watch stands at the very door."""
    fields = {
        field.name.removesuffix("_id") if field.name == "user_id" else field.name for field in RequestLine._meta.fields
    }
    unknown = fields - OURS - set(DECLARED)
    first = settings.MIDDLEWARE[0] == f"{RequestLog.__module__}.{RequestLog.__qualname__}"
    return Figure(
        _("Fields of the request log that are declared"),
        f"{len(DECLARED)} / {len(fields - OURS)}",
        not unknown and first,
    )


@evidence("C7")
def nothing_typed() -> Figure:
    """Lines of the last day in which something like an address of e-mail or of a page with its search stands."""
    since = clock.now() - timedelta(days=1)
    wrong = Q()
    for name in WRITTEN:
        wrong |= Q(**{f"{name}__contains": "@"}) | Q(**{f"{name}__contains": "?q"}) | Q(**{f"{name}__contains": "%40"})
    lines = RequestLine.objects.filter(at__gte=since)
    found, number = lines.filter(wrong).count(), lines.count()
    return Figure(_("Lines of the last day with typed words in them"), f"{found} / {number}", found == 0)


@evidence("C7")
def oldest_line() -> Figure:
    """How old the oldest line is, against its term."""
    oldest = RequestLine.objects.aggregate(at=Min("at"))["at"]
    if oldest is None:
        return Figure(_("Oldest line of the request log"), _("none yet"), True)
    day, term = clock.day_of(oldest), period()
    said = _("%(days)s days of %(term)s") % {"days": (clock.today() - day).days, "term": round(term.length)}
    return Figure(_("Oldest line of the request log"), said, clock.today() <= term.after(day) + timedelta(days=GRACE))


@evidence("C7")
def lines_dropped() -> Figure:
    """Lines that were lost in the last week because the database was away too long."""
    since, until = statistics.span(7, clock.today())
    number = statistics.dropped(since, until)
    return Figure(_("Lines lost in the last week"), str(number), number == 0)


@evidence("C7")
def refused_requests() -> Figure:
    """Requests of the last week that were refused, and how many of them a flood had counted without a line."""
    since, until = statistics.span(7, clock.today())
    held, refused = statistics.held(since, until), statistics.refused(since, until)
    return Figure(
        _("Refused requests that were counted without a line of their own"), f"{held} / {refused}", held <= refused
    )


@evidence("U4")
def nobody_in_statistics() -> Figure:
    """How many numbers the statistics are made of, and whether a person's address stands in one."""
    number = Tally.objects.count()
    found = Tally.objects.filter(Q(key__contains="@") | Q(part__contains="@")).count()
    return Figure(_("Numbers in the statistics with a person in them"), f"{found} / {number}", found == 0)


@evidence("S3")
def smallest_group() -> Figure:
    """The smallest group that ever left as a number, against the smallest that may."""
    limit = least().persons
    smallest = Released.objects.aggregate(number=Min("number"))["number"]
    if smallest is None:
        said = _("none left in %(n)s releases, at least %(limit)s") % {"n": Release.objects.count(), "limit": limit}
        return Figure(_("Smallest group in published statistics"), said, True)
    said = _("%(n)s persons, at least %(limit)s") % {"n": smallest, "limit": limit}
    return Figure(_("Smallest group in published statistics"), said, smallest >= limit)
