"""Reading a mailbox: over TLS with a certificate that fits, or not at all (D2).

for mail in imap.unseen(box):
    mail.taken = take_in(mail.raw)   # what was taken in is removed from the mailbox, what was not is marked as seen

What is kept here is not kept there a second time, where no request of a person would find it (R6)."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from kept.outside import links
from kept.policy.keeps import keeps

SECONDS = 20
LARGEST = 30 * 1024 * 1024
TROUBLE = (OSError, imaplib.IMAP4.error)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox as kept.toml names it. Port 993 speaks TLS at once, others after STARTTLS."""

    host: str
    port: int = 993
    user: str = ""
    password: str = ""
    folder: str = "INBOX"
    authority: str | None = None  # a file of certificates to trust instead of the system's
    address: str = ""  # where people write to

    def __bool__(self) -> bool:
        """Whether there is one."""
        return bool(self.host)


@dataclass(slots=True)
class Fetched:
    """A mail as it lies in the mailbox, and whether it was taken in."""

    raw: bytes
    taken: bool = False


@keeps("D2", "R6")
def unseen(box: Mailbox, most: int = 100) -> Iterator[Fetched]:
    """The mails that nobody has taken in yet, the oldest first. Raises one of TROUBLE when the server does not answer.

    A mail is marked after the caller has dealt with it: if that fails, it comes again."""
    with _line(box) as line:
        line.select(box.folder)
        _state, (found, *_) = line.uid("SEARCH", "UNSEEN")
        for number in (found or b"").decode().split()[:most]:
            _state, parts = line.uid("FETCH", number, f"(BODY.PEEK[]<0.{LARGEST}>)")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            mail = Fetched(raw)
            if raw:
                yield mail
            line.uid("STORE", number, "+FLAGS", r"(\Seen \Deleted)" if mail.taken else r"(\Seen)")
        line.expunge()


@contextmanager
def _line(box: Mailbox) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context(cafile=box.authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    line: imaplib.IMAP4
    if box.port == 993:
        line = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=SECONDS)
    else:
        line = imaplib.IMAP4(box.host, box.port, timeout=SECONDS)
        line.starttls(context)  # raises when the server has no TLS: no password goes in the clear
    links.note(links.mailbox_named(box.host, box.user), line.sock)
    try:
        line.login(box.user, box.password)
        yield line
    finally:
        with suppress(*TROUBLE):
            line.logout()
