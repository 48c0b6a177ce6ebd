"""The links that leave this machine, and how each is protected: what was agreed when it was used last, or what its
configuration demands. D2.

Whoever opens a link calls `note`; a plain link, an old version and a certificate near its end are seen on /trust.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from kept.outside.places import data_folder
from kept.policy.keeps import keeps

MODERN = ("TLSv1.2", "TLSv1.3", "SSH-2.0")
SELDOM = 3600  # seconds between two notes of the same agreement
NEAR = timedelta(days=7)
HERE = ("localhost", "127.0.0.1", "[::1]", "::1", "")


@dataclass(frozen=True, slots=True)
class Link:
    """A link: which, how it is protected in words, and whether that is enough."""

    name: str
    said: str
    good: bool


ELSEWHERE: list[Callable[[], Link | None]] = []  # rooms above us bring their own: the place of the backups


@keeps("D2")
def links() -> Iterator[Link]:
    """All that are configured."""
    for look in (web, database, mail, *MAILBOXES, webhook, files, *ELSEWHERE):
        found = look()
        if found is not None:
            yield found


def note(name: str, line: Any) -> None:
    """Remember what was agreed on a line that is open: an SSLSocket. Never in the way of the line's work."""
    try:
        version, cipher = line.version(), line.cipher()[0]
        note_words(name, str(version), str(cipher))
    except (AttributeError, TypeError, OSError):
        return


def note_words(name: str, version: str, cipher: str) -> None:
    """The same, for who has it in words."""
    known = _noted(name)
    fresh = time.time() - known.get("at", 0) < SELDOM
    if fresh and (known["version"], known["cipher"]) == (version, cipher):
        return
    path = _path(name)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps({"version": version, "cipher": cipher, "at": time.time()}))
    draft.replace(path)


def shake(name: str, host: str, port: int, authority: str = "") -> None:
    """Shake hands with a server whose line we do not see, as its client does: its certificate proven, or nothing noted."""
    if time.time() - _noted(name).get("at", 0) < SELDOM:
        return
    context = ssl.create_default_context(cafile=authority or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with (
        suppress(OSError),
        socket.create_connection((host, port), 2) as plain,
        context.wrap_socket(plain, server_hostname=host) as line,
    ):
        note(name, line)


def mailbox_named(host: str, user: str) -> str:
    """Which of the mailboxes of kept.toml it is."""
    named = (name for name, known in settings.MAILBOXES.items() if (known["host"], known["user"]) == (host, user))
    return f"mailbox-{next(named, 'other')}"


def web() -> Link:
    """How people reach us: by our own TLS, by a proxy on this machine that ends it, or not at all from elsewhere."""
    listens = os.environ.get("KEPT_LISTENS", "")
    if listens.startswith("https://"):
        return _certified(listens)
    here = urlsplit(listens).hostname in (None, *HERE)
    if os.environ.get("KEPT_PROXY") == "1":
        return Link(_("pages"), _("TLS ends at the proxy on this machine"), here)
    return Link(_("pages"), _("reached from this machine alone") if here else _("in the clear"), here)


def database() -> Link:
    """The line that this very request uses."""
    host = str(connection.settings_dict.get("HOST", ""))
    if host.startswith("/") or host in HERE:
        return Link(_("database"), _("does not leave this machine"), True)
    connection.ensure_connection()
    encrypted = bool(connection.connection.pgconn.ssl_in_use)
    proven = connection.settings_dict["OPTIONS"].get("sslmode") == "verify-full"
    words = _("TLS, certificate proven") if encrypted and proven else _("in the clear, or not proven")
    return Link(_("database"), words, encrypted and proven)


def mail() -> Link | None:
    """The mail server that carries letters."""
    return agreed("mail", _("mail")) if settings.MAIL["host"] else None


def mailbox(name: str) -> Callable[[], Link | None]:
    """A mailbox that is read."""

    def look() -> Link | None:
        words = {"desk": _("mailbox of the desk"), "bounces": _("mailbox of what could not be delivered")}
        return agreed(f"mailbox-{name}", words.get(name, name)) if settings.MAILBOXES[name]["host"] else None

    return look


MAILBOXES = [mailbox(name) for name in ("desk", "bounces")]


def webhook() -> Link | None:
    """Where alarms go."""
    return agreed("webhook", _("webhook of alarms")) if settings.ALARMS["webhook"] else None


def files() -> Link | None:
    """The store of files, where it is not a folder here."""
    return agreed("files", _("store of files")) if settings.FILES else None


def agreed(name: str, label: str) -> Link:
    """What was agreed last on a link that speaks TLS with a proven certificate or not at all."""
    known = _noted(name)
    if not known:
        return Link(label, _("TLS or nothing; not used yet"), True)
    version, cipher = known["version"], known["cipher"]
    return Link(label, f"{version}, {cipher}", version in MODERN)


def _certified(listens: str) -> Link:
    """Shake hands with ourselves, as anybody would."""
    parts = urlsplit(listens)
    try:
        version, cipher, pem = _shaken(parts.hostname or "127.0.0.1", parts.port or 443)
    except OSError as silent:
        return Link(_("pages"), _("no handshake: %(why)s") % {"why": type(silent).__name__}, False)
    until = x509.load_der_x509_certificate(pem).not_valid_after_utc
    words = _("%(version)s, %(cipher)s, certificate until %(day)s") % {
        "version": version, "cipher": cipher, "day": until.date().isoformat(),
    }  # fmt: skip
    return Link(_("pages"), words, version in MODERN and until - datetime.now(UTC) > NEAR)


def _shaken(host: str, port: int) -> tuple[str, str, bytes]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # our own port: it is the handshake we look at
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    with socket.create_connection((host, port), 2) as plain, context.wrap_socket(plain) as line:
        return str(line.version()), str((line.cipher() or ("",))[0]), line.getpeercert(binary_form=True) or b""


def _noted(name: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(_path(name).read_text())
    except (OSError, ValueError):
        return {}
    return found


def _path(name: str) -> Path:
    return data_folder() / "links" / f"{name}.json"
