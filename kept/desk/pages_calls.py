"""The queue of those who want to be called (C2)."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from kept.desk import calling
from kept.desk.forms import SayForm
from kept.desk.locked import locked, refuse_locked
from kept.desk.models import CallBack
from kept.desk.pages_inbox import HOME, tabs
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page
from kept.web.refused import Refused

CALLS = f"{HOME}calls/"


@allow("staff.desk")
@keeps("C2")
def calls(request: HttpRequest) -> HttpResponse:
    """Who waits longest comes first; who was not reached, after those who were never tried."""
    waiting = CallBack.objects.filter(closed_at=None).exclude(correspondent__in=locked())
    recent = CallBack.objects.exclude(closed_at=None).exclude(correspondent__in=locked()).order_by("-closed_at")[:10]
    context = {
        "rows": list(waiting.order_by(F("tried_at").asc(nulls_first=True), "asked_at")[:100]),
        "recent": recent,
        "tabs": tabs(request, "calls"),
    }
    return page(request, "desk/calls.html", context)


@allow("staff.desk")
@keeps("C2")
def called(request: HttpRequest, id: int) -> HttpResponse:
    """They were reached: write down what was said."""
    call = _waiting(id)
    form = SayForm(request.POST if request.method == "POST" else None)
    form.fields["text"].label = _("What was said")
    user: Any = request.user
    if form.is_valid():
        thread = calling.called(call, form.cleaned_data["text"], by=user)
        return done(request, f"{HOME}{thread.pk}/", _("Written down."))
    title = _("You called %(initials)s") % {"initials": call.initials}
    context = {"call": call, "form": form, "title": title, "back_url": CALLS, "action": request.path}
    return page(request, "desk/called.html", context, status=422 if form.errors else 200)


@allow("staff.desk")
def not_reached(request: HttpRequest, id: int) -> HttpResponse:
    """Nobody answered."""
    user: Any = request.user
    if request.method == "POST":
        calling.not_reached(_waiting(id), by=user)
        return done(request, CALLS, _("They go to the end of the queue."))
    return done(request, CALLS)


@allow("staff.desk")
def drop(request: HttpRequest, id: int) -> HttpResponse:
    """Do not call them any more."""
    user: Any = request.user
    if request.method == "POST":
        calling.drop(_waiting(id), by=user)
        return done(request, CALLS, _("Off the queue."), undo_url=f"{CALLS}{id}/back/")
    return done(request, CALLS)


@allow("staff.desk")
def back(request: HttpRequest, id: int) -> HttpResponse:
    """Put them into the queue again."""
    call = get_object_or_404(CallBack.objects.select_related("correspondent"), pk=id)
    if request.method == "POST" and call.state == CallBack.State.DROPPED:
        calling.take_back(call)
        return done(request, CALLS, _("Back in the queue."))
    return done(request, CALLS)


def _waiting(id: int) -> CallBack:
    call: CallBack = get_object_or_404(CallBack.objects.select_related("correspondent"), pk=id)
    refuse_locked(call.correspondent_id)
    if call.closed_at is not None:
        raise Refused(_("Somebody has dealt with this call already."))
    return call
