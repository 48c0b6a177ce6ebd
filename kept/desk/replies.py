"""What a calendar answered to an invitation: read out of a mail, and written down (RFC 5546)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kept.desk.models import Appointment, Correspondent
from kept.policy import clock
from kept.policy.keeps import keeps

FOLD = re.compile(r"\r?\n[ \t]")
PARTSTAT = re.compile(r"^ATTENDEE[^:]*;PARTSTAT=([A-Z-]+)", re.IGNORECASE | re.MULTILINE)
UID = re.compile(r"^UID:([0-9a-f]{32})@kept\s*$", re.MULTILINE)
SEQUENCE = re.compile(r"^SEQUENCE:(\d{1,9})\s*$", re.MULTILINE)
METHOD = re.compile(r"^METHOD:REPLY\s*$", re.IGNORECASE | re.MULTILINE)
LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Reply:
    """Which appointment, which state of it, and what they say."""

    uid: str
    sequence: int
    answer: str


def read_reply(text: str) -> Reply | None:
    """The reply in a calendar object; None when it is none, or not to an invitation of ours."""
    lines = FOLD.sub("", text[:LONGEST])
    uid, said, number = UID.search(lines), PARTSTAT.search(lines), SEQUENCE.search(lines)
    if not METHOD.search(lines) or uid is None or said is None:
        return None
    answer = said[1].lower()
    if answer not in Appointment.Answer.values:
        return None
    return Reply(uid[1], int(number[1]) if number else 0, answer)


@keeps("C8")
def take(reply: Reply, them: Correspondent) -> Appointment | None:
    """Write down what they answered. None when it is not their appointment, is called off, or has been moved since."""
    found: Appointment | None = (
        Appointment.objects.filter(uid=reply.uid, thread__correspondent=them, cancelled_at=None)
        .select_related("thread__correspondent")
        .first()
    )
    if found is None:
        return None
    if reply.sequence >= found.sequence:
        found.answer, found.answered_at = reply.answer, clock.now()
        found.save(update_fields=["answer", "answered_at"])
    return found
