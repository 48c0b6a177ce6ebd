"""The operator's pages of errors: groups by place, what a group says, and the mark that it is solved."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.policy import clock
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.tracking.models import Fault, Tally
from kept.web.pages import done, page

HOME = "/operator/errors/"
SHOWN = 100
REPORTS = 30
OPEN = Q(solved_at=None) | Q(back_at__isnull=False)


@allow("staff.status")
@keeps("U4")
def errors(request: HttpRequest) -> HttpResponse:
    """Those that wait for somebody, then those that are solved; and what browsers reported."""
    context = {
        "open": list(Fault.objects.filter(OPEN)[:SHOWN]),
        "solved": list(Fault.objects.exclude(OPEN)[:SHOWN]),
        "reports": reports(),
    }
    return page(request, "tracking/errors.html", context)


@allow("staff.status")
def error(request: HttpRequest, id: int) -> HttpResponse:
    """One group: its type, where it happens, the way there."""
    fault = get_object_or_404(Fault, pk=id)
    return page(request, "tracking/error.html", {"fault": fault, "frames": list(reversed(fault.frames))})


@allow("staff.status")
@require_POST
def solve(request: HttpRequest, id: int) -> HttpResponse:
    """Mark it as solved. Met again, it comes back by itself."""
    fault = get_object_or_404(Fault, pk=id)
    fault.solved_at, fault.back_at = clock.now(), None
    fault.save(update_fields=["solved_at", "back_at"])
    return done(request, HOME, _("Solved. If it is met again, it comes back."), undo_url=f"{HOME}{id}/open/")


@allow("staff.status")
@require_POST
def reopen(request: HttpRequest, id: int) -> HttpResponse:
    """Take the mark back."""
    fault = get_object_or_404(Fault, pk=id)
    fault.solved_at = fault.back_at = None
    fault.save(update_fields=["solved_at", "back_at"])
    return done(request, HOME, _("Open again."))


def reports() -> list[dict[str, Any]]:
    """What browsers kept off our pages, by directive and host, the most frequent first."""
    found = Tally.objects.filter(what="csp").values("key", "part").annotate(number=Sum("number"))
    return [dict(one) for one in found.order_by("-number")[:REPORTS]]
