"""The operator's page of statistics."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.policy import clock
from kept.policy.doors import allow
from kept.tracking import statistics
from kept.web.pages import page

SPANS = (7, 30, 90)


@allow("staff.status")
def overview(request: HttpRequest) -> HttpResponse:
    """Days, routes, errors, browsers, systems, screens, of the last seven, thirty or ninety days."""
    asked = request.GET.get("days", "")
    number = int(asked) if asked in map(str, SPANS) else SPANS[0]
    since, until = statistics.span(number, clock.today())
    groups = (("browser", _("Browsers")), ("system", _("Systems")), ("screen", _("Screens")))
    context = {
        "number": number,
        "spans": SPANS,
        "days": statistics.days(since, until),
        "routes": statistics.routes(since, until),
        "failures": statistics.failures(since, until),
        "dropped": statistics.dropped(since, until),
        "groups": [(what, title, statistics.shares(what, since, until)) for what, title in groups],
    }
    return page(request, "tracking/statistics.html", context)
