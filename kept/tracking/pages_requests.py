"""The operator's page of the request log."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime

from kept.policy.doors import allow
from kept.tracking.asking import Asked
from kept.tracking.lines import DECLARED
from kept.tracking.models import RequestLine
from kept.tracking.terms import days_kept
from kept.web.pages import page

SHOWN = 50


@allow("staff.status")
def requests(request: HttpRequest) -> HttpResponse:
    """The lines, the newest first, by day, route, answer and time taken."""
    asked = Asked(request.GET)
    found = asked.rows()
    before = _moment(request.GET.get("before", ""))
    if before is not None:
        found = found.filter(at__lt=before)
    rows = list(found[: SHOWN + 1])
    kept = request.GET.copy()
    kept.pop("before", None)
    context = {
        "form": asked,
        "rows": rows[:SHOWN],
        "more": rows[SHOWN - 1].at.isoformat() if len(rows) > SHOWN else "",
        "kept": kept.urlencode(),
        "filtered": any(request.GET.get(name) for name in asked.fields),
        "any": RequestLine.objects.exists() if not rows else True,
        "days": days_kept(),
        "fields": len(DECLARED),
    }
    return page(request, "tracking/requests.html", context)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
