"""Mail: the only way by which a letter leaves. Each says why, and who carries it (S1).

    mail.send(purpose="L1", recipient="email", to=user.email, subject=..., text=...)

It goes after the transaction that caused it is committed. When the mail server is away it waits on the disk. The
person is asked twice, by their choices: when it is written, and again in the moment it would leave (R1, R7).
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction  # noqa: F401

from kept.consent import stopped
from kept.consent.asking import may
from kept.consent.people import Someone
from kept.outside import choice_line, taken
from kept.outside.disclosures import note_letter
from kept.outside.letter import Letter
from kept.outside.letterbox import SHOWN, WAITING
from kept.outside.outgoing import hold, let_go, take_up
from kept.outside.smtp import Server
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient, recipient_for

log = logging.getLogger("kept.mail")

EMAIL = "email"  # the role of the provider of e-mail in the register


REFUSED: list[Callable[[Letter, str], None]] = []  # who wants to know of letters that a mail server refused for good


class Undeliverable(Exception):
    """No mail server is configured."""


@keeps("S1")
def send(
    *,
    purpose: str,
    recipient: str,
    to: str,
    subject: str,
    text: str,
    html: str | None = None,
    someone: Someone | None = None,
    at_once: bool = True,
    **more: Any,
) -> Letter | None:
    """Send a letter when the open transaction commits; None when the person's choices do not let it.

    With `at_once=False` it waits for the next round, so that nothing is heard of the mail server by who asked for it.
    `someone` tells more of the person than the address does; `more` is what else a Letter knows (`asks`, headers).
    Raises LookupError for a purpose or a role that the register does not have, NoRecipient when nobody of that role
    may receive for the purpose today, ValueError for a line break in address or subject."""
    if someone is not None:
        more["person"] = {"instance_id": someone.instance_id, "kind": someone.kind, "key": someone.key}
    letter = written(purpose=purpose, recipient=recipient, to=to, subject=subject, text=text, html=html or "", **more)
    if refused(letter):
        return None
    letter = choice_line.added(letter)
    hold(letter, post if at_once else put_aside)
    return letter


def written(*, purpose: str, recipient: str, **what: Any) -> Letter:
    """A letter that may be sent, not sent yet. Raises as `send` does."""
    check(purpose, recipient)
    letter = Letter(purpose, recipient, **{"sender": settings.MAIL["from"], **what})
    letter.as_message()
    return letter


def check(purpose: str, recipient: str) -> None:
    """Whether a recipient of this role is under contract for this purpose, and its safeguard in force today (S4)."""
    recipient_for(recipient, purpose=purpose)


@keeps("R7", "R1", "L4")
def refused(letter: Letter, *, waited: bool = False) -> bool:
    """Whether the person's choices stop the letter, now. Raises LookupError for a purpose that nobody states."""
    answer = may(letter.someone, letter.asked_for)
    if not answer:
        stopped.count(letter.purpose, answer.because, waited=waited)
    return not answer


def post(letter: Letter) -> bool:
    """Hand a letter over, or put it aside for later. Returns whether it is on its way."""
    try:
        if refused(letter, waited=True):
            let_go(letter.id)
            return False
        if carried(letter):
            let_go(letter.id)
            taken.forget(letter.id)
            return True
    except DatabaseError as error:  # nobody can be asked: nothing leaves
        log.error("a mail waits: %s", type(error).__name__)
    WAITING.put(letter)
    let_go(letter.id)
    return False


def put_aside(letter: Letter) -> None:
    """Leave a letter to the next round."""
    WAITING.put(letter)
    let_go(letter.id)


def post_waiting() -> int:
    """Try the letters that wait, the oldest first, until one still cannot go. Returns how many went.

    All are asked for, also behind one that cannot go: what a no has stopped does not lie here for longer than a turn.
    A letter leaves the folder after the server has taken it; that it did is marked at once, so a crash sends none twice."""
    take_up()
    gone, open_line = 0, True
    for letter in reversed(list(WAITING.letters())):
        if _stops(letter):
            WAITING.drop(letter.id)
        elif open_line and carried(letter):
            WAITING.drop(letter.id)
            taken.forget(letter.id)
            gone += 1
        else:
            open_line = False
    return gone


def _stops(letter: Letter) -> bool:
    try:
        return refused(letter, waited=True)
    except LookupError:  # its purpose is no longer stated: it must not go
        return True


def carried(letter: Letter) -> bool:
    """Whether the letter was taken, by the mail server or in development by the mailbox. One that the server refuses
    for good (no such mailbox) is done with as well: whoever wants to know is told, and the others need not wait.
    Who has written down that it is gone calls `taken.forget`."""
    if shown_here():
        SHOWN.put(letter)
        return True
    try:
        check(letter.purpose, letter.recipient)  # again: it may have waited since
        if not taken.marked(letter.id):
            server().carry(letter)
        note_letter(letter)
    except smtplib.SMTPRecipientsRefused as refusal:
        code, said = next(iter(refusal.recipients.values()))
        if code < 500:
            return _waits(refusal)
        for listener in REFUSED:
            listener(letter, f"{code} {said!r}")
    except (OSError, smtplib.SMTPException, Undeliverable, NoRecipient) as error:
        return _waits(error)
    return True


def _waits(error: Exception) -> bool:
    log.error("a mail waits: %s", type(error).__name__)  # never the address
    return False


def shown_here() -> bool:
    """Whether mail is shown on a page rather than sent: in development, without a mail server."""
    return bool(settings.DEBUG_PAGES and not settings.MAIL["host"])


def server() -> Server:
    """The mail server of the configuration. Raises Undeliverable when there is none."""
    known = settings.MAIL
    if not known["host"]:
        raise Undeliverable
    return Server(known["host"], known["port"], known["user"], known["password"], known["authority"])
