"""Meeting: a web conference arranged in a talk, moved, called off, each with a letter that calendars understand (C8)."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kept.desk import calendar, talking
from kept.desk.models import Appointment, Message, Thread
from kept.identity.models import User
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.policy.terms import Channel
from kept.web.formats import exact
from kept.web.refused import Refused
from kept.web.templatetags.kept import brand


@keeps("C8")
def arrange(thread: Thread, *, by: User, **what: Any) -> Appointment:
    """Agree on a time: they are invited by mail. Raises Refused where they cannot be written to."""
    if not thread.correspondent.email:
        raise Refused(_("They left no e-mail, so they cannot be invited."), promise="C8")
    made: Appointment = Appointment.objects.create(thread=thread, by=by, **what)
    _write(made, by)
    return made


@keeps("C8")
def move(one: Appointment, *, by: User, **what: Any) -> None:
    """Another time, place or length: they are invited anew, and their answer to the old one counts no more."""
    _still_stands(one)
    for name, value in what.items():
        setattr(one, name, value)
    one.sequence += 1
    one.answer, one.answered_at = Appointment.Answer.NONE, None
    one.save()
    _write(one, by)


@keeps("C8")
def call_off(one: Appointment, *, by: User) -> None:
    """It does not take place."""
    _still_stands(one)
    one.cancelled_at = clock.now()
    one.sequence += 1
    one.save(update_fields=["cancelled_at", "sequence"])
    _write(one, by)


def _still_stands(one: Appointment) -> None:
    if one.cancelled_at is not None:
        raise Refused(_("It has been called off already."))


def _write(one: Appointment, by: User) -> Message:
    thread = one.thread
    them = thread.correspondent
    organizer = parseaddr(settings.MAILBOXES["desk"]["address"] or settings.MAIL["from"])[1]
    with override(them.language):
        text = render_to_string(
            "desk/mail/appointment.txt", {"one": one, "when": said_when(one.starts_at, one.time_zone)}
        )
        sent = talking.write(
            thread,
            text.strip() + "\n",
            by=by,
            calendar=calendar.invitation(one, organizer=organizer, attendee=them.email, name=brand()),
            calendar_method=calendar.CANCEL if one.cancelled_at else calendar.REQUEST,
        )
    if sent is None:
        raise Refused(_("They do not want to be written to, or their data are locked."), promise="R1")
    Message.objects.filter(pk=sent.pk).update(channel=Channel.WEB_CONFERENCE.code)
    return sent


def said_when(at: datetime, zone: str) -> str:
    """The moment in words, in the zone of the meeting, which is named."""
    with timezone.override(ZoneInfo(zone)):
        return f"{exact(at)} ({zone.replace('_', ' ')})"
