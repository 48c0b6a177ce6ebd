"""The pages of taking everything along: ask, see it being written, its password once, the file."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.policy import clock
from kept.policy.doors import allow
from kept.privacy.leaving import jobs, takeouts
from kept.privacy.leaving.doors import address, as_sure_as_can_be, tabs
from kept.privacy.leaving.models import Arrival, State, Takeout
from kept.privacy.leaving.progress import ask_to_stop, far
from kept.privacy.leaving.travelling import KINDS
from kept.web.pages import done, is_htmx, page

MARK = "instance.manage"


@allow(MARK)
@as_sure_as_can_be
def overview(request: HttpRequest) -> HttpResponse:
    """Archives that were made, and the way to make one; the way in for a new instance."""
    context = {
        "takeouts": Takeout.objects.order_by("-asked_at")[:20],
        "arrivals": Arrival.objects.exclude(state=State.COMING).order_by("-asked_at")[:20],
        "tabs": tabs(request),
        "days": takeouts.DAYS,
    }
    return page(request, "leaving/overview.html", context)


@allow(MARK)
@require_POST
@as_sure_as_can_be
def take(request: HttpRequest) -> HttpResponse:
    """Have an archive made. Who asks twice gets the one that is being made."""
    busy = Takeout.objects.filter(state__in=[State.WAITING, State.RUNNING]).first()
    if busy is None:
        busy = takeouts.ask(request.access)  # type: ignore[attr-defined]
        jobs.take_out.later(request.access, takeout_id=busy.pk)  # type: ignore[attr-defined]
    return redirect(address(request, "takeout", number=busy.number))


def inside(counts: dict[str, int]) -> list[tuple[str, int]]:
    """What is in an archive, in the words that people use; the most first, and last what they have no word for."""
    named: dict[str, int] = {}
    other = looks = 0
    for name, n in counts.items():
        folder, _slash, member = name.removesuffix(".jsonl").partition("/")
        words = KINDS[member].words if folder == "data" and member in KINDS else ""
        if words:
            named[str(words)] = n
        elif folder == "data":
            other += n
        else:
            looks += n
    found = sorted(((words, n) for words, n in named.items() if n), key=lambda pair: -pair[1])
    return [*found, (_("other rows"), other), (_("lines of the log"), looks)]


def takeout_of(request: HttpRequest, number: Any) -> Takeout:
    """The archive of an address, or Http404."""
    row: Takeout | None = Takeout.objects.filter(number=number).first()
    if row is None or (row.expires_at and row.expires_at < clock.now()):
        raise Http404
    return row


@allow(MARK)
def takeout(request: HttpRequest, number: Any) -> HttpResponse:
    """How far it has come; when it is written: its password, once, and the file."""
    row = takeout_of(request, number)
    part = is_htmx(request) and request.headers.get("HX-Target") == "leaving-work"
    if part and not row.busy:
        return HttpResponse(status=204, headers={"HX-Redirect": address(request, "takeout", number=number)})
    finished, total = far(row)
    context = {
        "one": row, "done": finished, "total": total, "days": takeouts.DAYS,
        "ready": row.state == State.DONE and row.place.exists(), "inside": inside(row.report.get("counts", {})), "password": "",
    }  # fmt: skip
    return page(request, "leaving/takeout.html", context, block="leaving_work" if part else None)


@allow(MARK)
@require_POST
@as_sure_as_can_be
def password(request: HttpRequest, number: Any) -> HttpResponse:
    """Show the password, once."""
    row = takeout_of(request, number)
    context = {
        "one": row, "days": takeouts.DAYS, "ready": row.state == State.DONE and row.place.exists(), "inside": inside(row.report.get("counts", {})),
        "password": takeouts.password_once(row) if row.state == State.DONE else "",
    }  # fmt: skip
    return page(request, "leaving/takeout.html", context)


@allow(MARK)
@as_sure_as_can_be
def fetch(request: HttpRequest, number: Any) -> Any:
    """The file. That it was fetched is a line of the log."""
    row = takeout_of(request, number)
    if row.state != State.DONE or not row.place.exists():
        raise Http404
    takeouts.fetched(row, request.access)  # type: ignore[attr-defined]
    name = f"{request.instance.slug}-{row.asked_at:%Y-%m-%d}.zip"  # type: ignore[attr-defined]
    return FileResponse(row.place.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


@allow(MARK)
@require_POST
def stop(request: HttpRequest, number: Any) -> HttpResponse:
    """Stop, after the rows in hand."""
    row = takeout_of(request, number)
    if row.busy:
        ask_to_stop(row)
    return done(request, address(request, "takeout", number=number), _("It stops after the rows in hand."))


@allow(MARK)
@require_POST
def forget(request: HttpRequest, number: Any) -> HttpResponse:
    """Remove an archive before its time."""
    row = takeout_of(request, number)
    if row.busy:
        return done(request, address(request, "takeout", number=number), _("Stop it first."))
    takeouts.drop(row)
    return done(request, address(request, "overview"), _("The archive is gone."))
