"""The pages of bringing an archive in: send it, whole or in parts, say its password, see what came."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kept.grants import staffing
from kept.policy.doors import allow
from kept.privacy.leaving import arrivals, jobs, members, room
from kept.privacy.leaving.doors import address, as_sure_as_can_be
from kept.privacy.leaving.models import Arrival, State
from kept.privacy.leaving.pages import MARK
from kept.privacy.leaving.progress import ask_to_stop, far
from kept.privacy.leaving.trouble import Refused
from kept.tenancy.ids import id_of
from kept.web.pages import done, is_htmx, page


def arrival_of(number: Any) -> Arrival:
    """The arrival of an address, or Http404."""
    row: Arrival | None = Arrival.objects.filter(number=number).first()
    if row is None:
        raise Http404
    return row


@allow(MARK)
@as_sure_as_can_be
def bring(request: HttpRequest) -> HttpResponse:
    """Choose the archive. Without script it is sent at once; with it in parts, and a broken line loses nothing."""
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if not file or not file.size:
                raise Refused(_("Choose the archive first."))
            row = arrivals.begin(request.access, file.size)  # type: ignore[attr-defined]
            row.place.write_bytes(b"")
            arrivals.add(row, 0, file.chunks())
            return redirect(address(request, "arrival", number=row.number))
        except Refused as refusal:
            error = str(refusal)
    context = {
        "error": error,
        "in_the_way": room.in_the_way(request.member),  # type: ignore[attr-defined]
        "half": [
            (one, arrivals.here(one)) for one in Arrival.objects.filter(state=State.COMING).order_by("-asked_at")[:5]
        ],
    }
    return page(request, "leaving/bring.html", context, status=422 if error else 200)


@allow(MARK)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """An archive of so many bytes is about to be sent in parts: where to, and how much of it is here already."""
    try:
        row = arrivals.begin(request.access, id_of(request.POST.get("size")) or 0)  # type: ignore[attr-defined]
    except Refused as refusal:
        return JsonResponse({"said": str(refusal)}, status=422)
    told = {"part": address(request, "part", number=row.number), "page": address(request, "arrival", number=row.number)}
    return JsonResponse({**told, "have": arrivals.here(row), "size": arrivals.PART})


@allow(MARK)
@require_POST
def part(request: HttpRequest, number: Any) -> HttpResponse:
    """A part, from a place on. The answer says how much is here."""
    row = arrival_of(number)
    at = id_of(request.GET.get("at"))
    return JsonResponse({"have": arrivals.add(row, -1 if at is None else at, arrivals.runs_of(request))})  # type: ignore[arg-type]


@allow(MARK)
def arrival(request: HttpRequest, number: Any) -> HttpResponse:
    """The step to which an archive has come: its password is wanted, it comes in, it is here, or it cannot be."""
    row = arrival_of(number)
    parted = is_htmx(request) and request.headers.get("HX-Target") == "leaving-work"
    if parted and not row.busy:
        return HttpResponse(status=204, headers={"HX-Redirect": address(request, "arrival", number=number)})
    return _shown(request, row, block="leaving_work" if parted else None)


def _shown(request: HttpRequest, row: Arrival, *, error: str = "", block: str | None = None) -> HttpResponse:
    finished, total = far(row)
    said = row.report.get("said", [])
    context = {
        "one": row, "here": arrivals.here(row), "whole": arrivals.whole(row), "done": finished, "total": total,
        "error": error, "said": said, "more": max(0, row.report.get("many", 0) - len(said)),
        "waiting": members.waiting().count(), "asks": row.state in (State.COMING, State.FAILED, State.STOPPED),
    }  # fmt: skip
    return page(request, "leaving/arrival.html", context, status=422 if error else 200, block=block)


@allow(MARK)
@require_POST
@as_sure_as_can_be
def go(request: HttpRequest, number: Any) -> HttpResponse:
    """The password: if it opens the archive, it is brought in."""
    row = arrival_of(number)
    if row.busy or row.state == State.DONE:
        return redirect(address(request, "arrival", number=number))
    given = request.POST.get("password", "").strip()[:200]
    try:
        arrivals.look(row, given)
    except Refused as refusal:
        return _shown(request, row, error=str(refusal))
    arrivals.queue(row, given)
    jobs.bring_in.later(request.access, arrival_id=row.pk)  # type: ignore[attr-defined]
    return redirect(address(request, "arrival", number=number))


@allow(MARK)
@require_POST
def halt(request: HttpRequest, number: Any) -> HttpResponse:
    """Stop: then nothing of it is here."""
    row = arrival_of(number)
    if row.busy:
        ask_to_stop(row)
    return done(request, address(request, "arrival", number=number), _("It stops, and nothing of it stays."))


@allow(MARK)
@require_POST
def drop(request: HttpRequest, number: Any) -> HttpResponse:
    """Remove an archive that was sent."""
    row = arrival_of(number)
    if row.busy:
        return done(request, address(request, "arrival", number=number), _("Stop it first."))
    arrivals.drop(row)
    return done(request, address(request, "overview"), _("The archive is gone."))


@allow(MARK)
def awaited(request: HttpRequest) -> HttpResponse:
    """Members who came along in name, each with the way to invite them."""
    return page(request, "leaving/awaited.html", {"awaited": members.waiting()})


@allow(MARK)
@require_POST
@as_sure_as_can_be
def invite(request: HttpRequest) -> HttpResponse:
    """Invite one of them, or all. Each comes in when they accept, in the role they had."""
    chosen = members.waiting()
    one = id_of(request.POST.get("member"))
    if one is not None:
        chosen = chosen.filter(membership_id=one)
    sent = 0
    for each in chosen[: members.AT_ONCE]:
        staffing.invite(request, each.membership.email, each.membership.role)
        sent += 1
    said = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", sent) % {"n": sent}
    return done(request, address(request, "awaited"), said)
