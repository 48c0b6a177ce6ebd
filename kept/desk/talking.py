"""Talking: taking in what somebody said, answering, noting, closing. The clock of L2 follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kept.desk import correspondents, replies
from kept.desk.checked import passed
from kept.desk.models import Appointment, Attachment, CallBack, Chat, Correspondent, Message, Thread
from kept.desk.reading import File, Incoming, fingerprint
from kept.desk.stores import ATTACHED
from kept.identity.models import User
from kept.outside import mail
from kept.outside.outgoing import hold
from kept.outside.sealed_bytes import seal
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.policy.terms import Channel
from kept.web.refused import Refused

State = Thread.State
SILENT = timedelta(days=90)  # of their silence, after which a talk is over
AT_ONCE = 500
ENDED = gettext_lazy("This chat has ended.")


@keeps("C8")
def take_in(mail_in: Incoming, *, language: str = "en") -> Message | None:
    """Take in a mail, once. It goes on with the talk that it answers, or begins one."""
    if Message.objects.filter(fingerprint=mail_in.fingerprint).exists():
        return None
    correspondent = correspondents.by_email(mail_in.email, name=mail_in.name, language=language)
    meeting = replies.take(mail_in.reply, correspondent) if mail_in.reply else None
    thread = meeting.thread if meeting else _answered(mail_in, correspondent)
    thread = thread or begin(correspondent, Channel.EMAIL, mail_in.subject, at=mail_in.at)
    text = mail_in.text or (str(meeting.get_answer_display()) if meeting else "")
    files, malicious = passed(mail_in.files)
    if malicious:
        text += "\n\n" + _("Not kept, because they hold malicious software: %(names)s") % {
            "names": ", ".join(malicious)
        }
    if mail_in.too_large:
        text += "\n\n" + _("Not kept, because they are too large or too many: %(names)s") % {
            "names": ", ".join(mail_in.too_large)
        }
    message = say(
        thread, Message.IN, text, html=mail_in.html, channel=Channel.EMAIL, at=mail_in.at,
        fingerprint=mail_in.fingerprint, message_id=mail_in.message_id, files=files,
    )  # fmt: skip
    if not mail_in.automatic and not (meeting and meeting.answer == Appointment.Answer.ACCEPTED):
        set_state(thread, State.OPEN)
    return message


@keeps("C8")
def begin(correspondent: Correspondent, channel: Channel, subject: str, *, at: datetime | None = None) -> Thread:
    """A new talk, with us to speak next."""
    now = at or clock.now()
    thread: Thread = Thread.objects.create(
        correspondent=correspondent, channel=channel.code, subject=subject[:200], opened_at=now, last_at=now
    )
    follow_clock(correspondent)
    return thread


def say(
    thread: Thread,
    direction: str,
    text: str,
    *,
    by: Any = None,
    channel: Channel | None = None,
    at: datetime | None = None,
    files: Iterable[File] = (),
    **more: Any,
) -> Message:
    """Add a message to a talk."""
    message: Message = Message.objects.create(
        thread=thread,
        direction=direction,
        text=text,
        by=by,
        channel=channel.code if channel else thread.channel,
        at=at or clock.now(),
        **more,
    )
    for file in files:
        Attachment.objects.create(
            message=message,
            name=file.name,
            media_type=file.media_type,
            size=len(file.content),
            content=seal(file.content, ATTACHED),
        )
    thread.last_at = max(thread.last_at, message.at)
    thread.save(update_fields=["last_at"])
    return message


@keeps("C8", "L2", "U5")
def answer(thread: Thread, text: str, *, by: User) -> Message:
    """Answer where they are: in the chat while they look at it, else by e-mail where they left an address, as a letter
    from a person; else write down what was said to them. Raises Refused where they are not to be written to."""
    chat = Chat.objects.filter(thread=thread, ended_at=None).first()
    if chat is not None and (chat.is_here or not thread.correspondent.email):
        message = say(thread, Message.OUT, text, by=by, channel=Channel.CHAT)
    elif thread.correspondent.email:
        sent = write(thread, text, by=by)
        if sent is None:
            raise Refused(_("They do not want to be written to, or their data are locked."), promise="R1")
        message = sent
    else:
        message = say(thread, Message.OUT, text, by=by)
    set_state(thread, State.WAITING)
    return message


@keeps("L2", "U5", "R1")
def write(thread: Thread, text: str, *, by: User | None = None, **more: Any) -> Message | None:
    """Send a letter of a talk, so that the answer to it comes back into the talk. None where their choices, asked
    now and again when it leaves, do not let it. `more` is what else a letter knows."""
    letter = _answering(thread, thread.correspondent.email, text, **{"by_hand": by is not None, **more})
    if mail.refused(letter):
        return None
    hold(letter, mail.post)
    return say(thread, Message.OUT, text, by=by, channel=Channel.EMAIL, fingerprint=fingerprint(letter.message_id))


def _answering(thread: Thread, to: str, text: str, headers: dict[str, str] | None = None, **more: Any) -> Any:
    came = thread.message_set.exclude(message_id="").order_by("-at").first()
    with override(thread.correspondent.language):
        about = thread.subject or _("Your message")
        subject = about if about.lower().startswith("re:") else _("Re: %(subject)s") % {"subject": about}
    return mail.written(
        purpose="L2",
        recipient=mail.EMAIL,
        to=to,
        subject=subject,
        text=text,
        sender=settings.MAILBOXES["desk"]["address"] or settings.MAIL["from"],
        headers={
            **({"In-Reply-To": came.message_id, "References": came.message_id} if came else {}),
            **(headers or {}),
        },
        person={"kind": "desk.correspondent", "key": thread.correspondent_id},
        **more,
    )


@keeps("L2")
def set_state(thread: Thread, state: str) -> None:
    """Whose turn it is, or that nothing is left to do."""
    thread.state = state
    thread.closed_at = clock.now() if state == State.CLOSED else None
    thread.save(update_fields=["state", "closed_at"])
    follow_clock(thread.correspondent)


@keeps("L2")
def close_silent() -> int:
    """Close the talks in which it has been their turn for long: else the service to them would never end, and L2 never
    be counted. Whoever writes again opens theirs. Returns how many."""
    silent = Thread.objects.filter(state=State.WAITING, last_at__lt=clock.now() - SILENT)
    found = list(silent.select_related("correspondent").order_by("pk")[:AT_ONCE])
    for thread in found:
        set_state(thread, State.CLOSED)
    return len(found)


@keeps("L2")
def follow_clock(correspondent: Correspondent) -> None:
    """The service to a correspondent ends with the last open talk or call, and begins anew with the next."""
    talking = Thread.objects.filter(correspondent=correspondent).exclude(state=State.CLOSED).exists()
    to_call = CallBack.objects.filter(correspondent=correspondent, closed_at=None).exists()
    ended = None if talking or to_call else (correspondent.service_ended_at or clock.now())
    if ended != correspondent.service_ended_at:
        correspondent.service_ended_at = ended
        correspondent.save(update_fields=["service_ended_at"])


def _answered(mail_in: Incoming, correspondent: Correspondent) -> Thread | None:
    """The talk that the mail goes on with: one of the same correspondent, for others have no say in it."""
    known = Message.objects.filter(fingerprint__in=mail_in.answers, thread__correspondent=correspondent)
    found = known.select_related("thread__correspondent").order_by("-at").first()
    return found.thread if found else None
