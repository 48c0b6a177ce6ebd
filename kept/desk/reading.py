"""Reading a mail as it came: from whom, about what, in answer to what, with which files. Bad mails are read as far as
they can be; nothing in them raises."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kept.desk.cleaning import as_text, clean_html, line, plain
from kept.desk.replies import Reply, read_reply
from kept.identity.user import normal_email

NAMES = re.compile(r"<[^<>\s]{1,250}>")
LARGEST = 10 * 1024 * 1024  # bytes of one attachment; what is larger is named, not kept
MOST = 20


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as the desk takes it in."""

    email: str
    name: str
    subject: str
    text: str
    html: str
    at: datetime
    fingerprint: str
    message_id: str = ""
    answers: tuple[str, ...] = ()  # fingerprints of the mails that it answers, the nearest first
    automatic: bool = False
    reply: Reply | None = None  # what a calendar answered to an invitation of ours
    files: list[File] = field(default_factory=list)
    too_large: list[str] = field(default_factory=list)


def fingerprint(message_id: str) -> str:
    """A Message-ID as it is kept: a digest, for it may hold a name."""
    return hashlib.sha256(message_id.strip().encode("utf-8", "replace")).hexdigest()


def read(raw: bytes) -> Incoming | None:
    """The mail, or None when it does not say from whom it is."""
    message = message_from_bytes(raw, policy=policy.default)
    name, address = _sender(message)
    if not address:
        return None
    text, html = _words(message)
    files, too_large = _files(message)
    own = _header(message, "Message-ID")
    return Incoming(
        email=address,
        name=line(name, 160),
        subject=line(_header(message, "Subject"), 200),
        text=text,
        html=html,
        at=_sent_at(message),
        fingerprint=fingerprint(own) if own.strip() else hashlib.sha256(raw).hexdigest(),
        message_id=own.strip() if NAMES.fullmatch(own.strip()) and own.isascii() else "",
        answers=tuple(fingerprint(one) for one in _answered(message)),
        automatic=_is_automatic(message),
        reply=_reply(message),
        files=files,
        too_large=too_large,
    )


def _header(message: Message, name: str) -> str:
    with suppress(Exception):  # headers of strangers break parsers in many ways
        return str(message.get(name) or "")
    return ""


def _sender(message: Message) -> tuple[str, str]:
    for header in ("From", "Sender"):
        for name, address in getaddresses([_header(message, header)]):
            with suppress(ValidationError):
                validate_email(normal_email(address))
                return name, normal_email(address)[:254]
    return "", ""


def _answered(message: Message) -> list[str]:
    return list(
        dict.fromkeys(
            [*NAMES.findall(_header(message, "In-Reply-To")), *reversed(NAMES.findall(_header(message, "References")))]
        )
    )[:50]


def _is_automatic(message: Message) -> bool:
    auto = _header(message, "Auto-Submitted").lower()
    bulk = _header(message, "Precedence").lower() in ("bulk", "auto_reply", "junk", "list")
    return (bool(auto) and not auto.startswith("no")) or bulk or bool(_header(message, "X-Autoreply"))


def _sent_at(message: Message) -> datetime:
    now = datetime.now(UTC)
    with suppress(Exception):
        sent = parsedate_to_datetime(_header(message, "Date"))
        if sent.tzinfo is not None and sent.year > 1990:
            return min(sent.astimezone(UTC), now)  # nobody writes from tomorrow
    return now


def _reply(message: EmailMessage | Message) -> Reply | None:
    for part in _leaves(message):
        if part.get_content_type() == "text/calendar" and (found := read_reply(_decoded(part))):
            return found
    return None


def _words(message: EmailMessage | Message) -> tuple[str, str]:
    text = html = ""
    for part in _leaves(message):
        if _is_file(part):
            continue
        if part.get_content_type() == "text/plain":
            text = text or plain(_decoded(part)).strip()
        elif part.get_content_type() == "text/html":
            html = html or _decoded(part)
    return (text or as_text(html)), (clean_html(html) if html else "")


def _decoded(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    with suppress(LookupError, ValueError):
        return raw.decode(part.get_content_charset() or "utf-8")
    return raw.decode("utf-8", "replace")


def _files(message: Message) -> tuple[list[File], list[str]]:
    files: list[File] = []
    too_large: list[str] = []
    for part in _leaves(message):
        if not _is_file(part):
            continue
        raw = part.get_payload(decode=True)
        name = line(_name(part), 200) or "file"
        if isinstance(raw, bytes) and len(raw) <= LARGEST and len(files) < MOST:
            files.append(File(name, part.get_content_type()[:100], raw))
        else:
            too_large.append(name)
    return files, too_large


def _leaves(message: Message) -> Iterator[Message]:
    return (part for part in message.walk() if not part.is_multipart())


def _is_file(part: Message) -> bool:
    if _name(part):
        return True
    with suppress(Exception):
        return part.get_content_disposition() == "attachment" or part.get_content_maintype() not in ("text", "message")
    return False


def _name(part: Message) -> str:
    with suppress(Exception):
        return part.get_filename() or ""
    return ""
