"""The list of requests with their clocks: what is due first stands first."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.policy import clock
from kept.privacy.requests.desk.doors import Desk
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.states import CLOSED, PAUSED
from kept.tenancy.ids import id_of
from kept.web.pages import page

SIZE = 50
SHOWN = ("open", "waiting", "closed")


def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Open requests, those that wait for the person, and those that are closed."""
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else "open"
    start = (id_of(request.GET.get("from", "")) or 0) if shown == "closed" else 0
    rows = list(_rows(shown, start)[: SIZE + 1])
    context = {
        "desk": desk,
        "rows": rows[:SIZE],
        "next": rows[SIZE - 1].pk if len(rows) > SIZE and shown == "closed" else None,
        "more": len(rows) > SIZE,
        "tabs": _tabs(desk, shown),
        "overdue": DataSubjectRequest.objects.overdue(clock.today()).count(),
        "names": desk.officers(),
    }
    return page(request, "requests/desk/list.html", context)


def _rows(shown: str, start: int) -> Any:
    everything = DataSubjectRequest.objects.all()
    if shown == "waiting":
        return everything.filter(state__in=PAUSED).order_by("pk")
    if shown == "closed":
        closed = everything.filter(state__in=CLOSED).order_by("-pk")
        return closed.filter(pk__lt=start) if start else closed
    return everything.open().exclude(state__in=PAUSED).order_by(F("due_on").asc(nulls_last=True), "pk")


def _tabs(desk: Desk, shown: str) -> list[dict[str, Any]]:
    words = {"open": _("To be done"), "waiting": _("Waiting for the person"), "closed": _("Closed")}
    return [
        {
            "label": words[name],
            "url": f"{desk.home}?show={name}" if name != "open" else desk.home,
            "current": name == shown,
        }
        for name in SHOWN
    ]
