"""Appointments of the desk: arranged from a talk, moved, called off (C8)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from kept.desk import meeting
from kept.desk.forms_meeting import MeetingForm
from kept.desk.locked import refuse_locked
from kept.desk.models import Appointment, Thread
from kept.desk.pages_inbox import HOME, tabs
from kept.policy import clock
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page


@allow("staff.desk")
@keeps("C8")
def listed(request: HttpRequest) -> HttpResponse:
    """What is to come, the nearest first."""
    found = Appointment.objects.filter(cancelled_at=None, starts_at__gt=clock.now()).order_by("starts_at")
    rows = found.select_related("thread__correspondent").prefetch_related("thread__correspondent__contactpoint_set")
    return page(request, "desk/meetings.html", {"rows": list(rows[:100]), "tabs": tabs(request, "meetings")})


@allow("staff.desk")
@keeps("C8")
def arrange(request: HttpRequest, id: int) -> HttpResponse:
    """Invite them to a web conference."""
    thread = get_object_or_404(Thread.objects.select_related("correspondent"), pk=id)
    refuse_locked(thread.correspondent_id)
    user: Any = request.user
    initial = {"about": thread.subject, "minutes": 30, "time_zone": user.time_zone}
    form = MeetingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        meeting.arrange(thread, by=user, **form.what())
        return done(request, f"{HOME}{id}/", _("The invitation is on its way."))
    context = {"form": form, "thread": thread}
    return page(request, "desk/meeting.html", context, status=422 if form.errors else 200)


@allow("staff.desk")
@keeps("C8")
def move(request: HttpRequest, id: int) -> HttpResponse:
    """Another time or place."""
    one = _found(id)
    user: Any = request.user
    form = MeetingForm(request.POST if request.method == "POST" else None, initial=MeetingForm.of(one))
    if request.method == "POST" and form.is_valid():
        meeting.move(one, by=user, **form.what())
        return done(request, f"{HOME}{one.thread_id}/", _("They are told of the change."))
    context = {"form": form, "thread": one.thread, "one": one}
    return page(request, "desk/meeting.html", context, status=422 if form.errors else 200)


@allow("staff.desk")
def call_off(request: HttpRequest, id: int) -> HttpResponse:
    """It does not take place."""
    one = _found(id)
    user: Any = request.user
    if request.method == "POST":
        meeting.call_off(one, by=user)
        return done(request, f"{HOME}{one.thread_id}/", _("Called off. They are told."))
    return done(request, f"{HOME}{one.thread_id}/")


def _found(id: int) -> Appointment:
    found: Appointment = get_object_or_404(Appointment.objects.select_related("thread__correspondent"), pk=id)
    refuse_locked(found.thread.correspondent_id)
    return found
