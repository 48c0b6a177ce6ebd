"""Mail: the only way by which a letter leaves. Each says why, and who carries it (S1).

    mail.send(purpose="L1", recipient="email", to=user.email, subject=..., text=...)

It goes after the transaction that caused it is committed. When the mail server is away it waits on the disk.
"""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.db import transaction

from kept.outside.letter import Letter
from kept.outside.letterbox import SHOWN, WAITING
from kept.outside.smtp import Server
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient, recipient_for

log = logging.getLogger("kept.mail")

EMAIL = "email"  # the role of the provider of e-mail in the register


class Undeliverable(Exception):
    """No mail server is configured."""


@keeps("S1")
def send(*, purpose: str, recipient: str, to: str, subject: str, text: str, html: str | None = None) -> Letter:
    """Send a letter when the open transaction commits. Raises LookupError for a purpose or a role that the register
    does not have, NoRecipient when nobody of that role may receive for the purpose today, ValueError for a line
    break in address or subject."""
    check(purpose, recipient)
    letter = Letter(purpose, recipient, to, subject, text, html or "", sender=settings.MAIL["from"])
    letter.as_message()
    transaction.on_commit(lambda: post(letter))
    return letter


def check(purpose: str, recipient: str) -> None:
    """Whether a recipient of this role is under contract for this purpose, and its safeguard in force today (S4)."""
    recipient_for(recipient, purpose=purpose)


def post(letter: Letter) -> bool:
    """Hand a letter over, or put it aside for later. Returns whether it is on its way."""
    if carried(letter):
        return True
    WAITING.put(letter)
    return False


def post_waiting() -> int:
    """Try the letters that wait, the oldest first, until one still cannot go. Returns how many went.
    A letter leaves the folder after the server has taken it: in a crash it may go twice, never not at all."""
    gone = 0
    for letter in reversed(list(WAITING.letters())):
        if not carried(letter):
            break
        WAITING.drop(letter.id)
        gone += 1
    return gone


def carried(letter: Letter) -> bool:
    """Whether the letter was taken, by the mail server or in development by the mailbox."""
    if shown_here():
        SHOWN.put(letter)
        return True
    try:
        check(letter.purpose, letter.recipient)  # again: it may have waited since
        server().carry(letter)
    except (OSError, smtplib.SMTPException, Undeliverable, NoRecipient) as error:
        log.error("a mail waits: %s", type(error).__name__)  # never the address
        return False
    return True


def shown_here() -> bool:
    """Whether mail is shown on a page rather than sent: in development, without a mail server."""
    return bool(settings.DEBUG_PAGES and not settings.MAIL["host"])


def server() -> Server:
    """The mail server of the configuration. Raises Undeliverable when there is none."""
    known = settings.MAIL
    if not known["host"]:
        raise Undeliverable
    return Server(known["host"], known["port"], known["user"], known["password"], known["authority"])
