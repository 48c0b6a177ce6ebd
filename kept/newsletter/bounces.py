"""Bounces: a mailbox that is no more gets no more mail.

A report counts only when it names a letter of ours, whose number nobody can guess: nobody can end another's newsletter.
"""

from __future__ import annotations

import re
from email.message import Message

from kept.newsletter.models import Sending
from kept.outside.letter import Letter
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.tenancy.opening import system

SOFT_BEFORE_STOP = 3
OURS = re.compile(r"^message-id:\s*<([0-9a-f]{32})@", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(r"^status:\s*([245])\.\d+\.\d+", re.IGNORECASE | re.MULTILINE)


@keeps("L4")
def refused(letter: Letter, why: str) -> None:
    """A mail server said at once that there is no such mailbox."""
    if letter.purpose in ("L3", "L4"):
        with system("newsletter.bounce", purpose="L4"):
            bounced(letter.id, hard=True)


def reported(message: Message) -> bool:
    """Take in a report of non-delivery (RFC 3464). Returns whether it spoke of a letter of ours."""
    if message.get_content_type() != "multipart/report":
        return False
    parts = [part for part in message.walk() if not part.is_multipart()]
    status, letter = "", ""
    for part in parts:
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            letter = letter or _first(OURS, _text(part))
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            status = status or _first(STATUS, part.as_string())
        if part.get_content_type() == "message/rfc822":
            letter = letter or _first(OURS, part.as_string())
    if not letter or status not in ("4", "5"):
        return False
    return bounced(letter, hard=status == "5")


@keeps("L4")
def bounced(letter: str, *, hard: bool) -> bool:
    """Note that a letter came back; the reader gets no more when it is for good, or the third letter running did. A
    letter counts once, however often it is reported."""
    found = Sending.objects.filter(letter=letter).select_related("subscriber")
    sending = found.select_for_update(of=("self",)).first()
    if sending is None:
        return False
    if sending.state == Sending.REFUSED or (sending.state == Sending.RETURNED and not hard):
        return True
    Sending.objects.filter(pk=sending.pk).update(state=Sending.REFUSED if hard else Sending.RETURNED)
    reader = sending.subscriber
    if reader is not None and reader.stopped_at is None:
        reader.bounces += 1
        if hard or reader.bounces >= SOFT_BEFORE_STOP:
            reader.stopped_at = clock.now()
        reader.save(update_fields=["bounces", "stopped_at"])
    return True


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(part.get_payload())
