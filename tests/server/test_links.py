"""Every link that leaves: to a server that does not encrypt, or cannot prove who it is, nothing is told."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kept.outside import calling, imap
from kept.outside.letter import Letter
from kept.outside.smtp import Server
from kept.outside.storage.s3 import Bucket
from kept.outside.storage.s3_place import Place
from kept.policy.controller import controller
from kept.server import connections
from tests.certificates import Authority
from tests.impostors import standing

SECRET = "quite-secret"


@dataclass
class Link:
    """A link: the protocol of the other side, how we speak to it, and what it hears first once it is trusted."""

    protocol: str
    speak: Callable[[int, str, Any], None]
    told: bytes


def by_smtp(port: int, authority: str, monkeypatch: Any) -> None:
    letter = Letter("L1", "email", "her@kept.example", "Hello", "Dear her", sender="kept@kept.example")
    Server("localhost", port, "kept", SECRET, authority).carry(letter)


def by_imap(port: int, authority: str, monkeypatch: Any) -> None:
    list(imap.unseen(imap.Mailbox("localhost", port, "kept", SECRET, authority=authority)))


def at_once(act: Callable[[int, str, Any], None], module: str, usual: str) -> Callable[[int, str, Any], None]:
    """The same where TLS is spoken from the first byte, which the usual port says."""

    def speak(port: int, authority: str, monkeypatch: Any) -> None:
        kind = {"smtplib": "SMTP_SSL", "imaplib": "IMAP4_SSL"}[module]
        real = getattr(__import__(module), kind)
        monkeypatch.setattr(f"{module}.{kind}", lambda host, _usual, **more: real(host, port, **more))
        act(int(usual), authority, monkeypatch)

    return speak


def by_webhook(port: int, authority: str, monkeypatch: Any) -> None:
    recipient = controller().recipients[0].name
    calling.post(
        f"https://localhost:{port}/", SECRET.encode(), recipient=recipient, inside=True, authority=authority, seconds=2
    )


def to_bucket(port: int, authority: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("kept.outside.storage.s3_place.TRIES", 1)
    place = Place("kept", f"https://localhost:{port}", access_key="an-id", secret=SECRET, authority=authority)
    Bucket(place).put("x", [SECRET.encode()])


def to_database(port: int, authority: str, monkeypatch: Any) -> None:
    address = f"postgresql://kept_app:{SECRET}@localhost.:{port}/kept?hostaddr=127.0.0.1&sslrootcert={authority}"
    monkeypatch.setenv("DATABASE_URL", address.replace("localhost.", "db.kept.example"))
    connections.connect("app").close()


LINKS = {
    "mail": Link("smtp", by_smtp, b"ehlo"),
    "mail on 465": Link("smtps", at_once(by_smtp, "smtplib", "465"), b"ehlo"),
    "mailbox": Link("imap", by_imap, b"CAPABILITY"),
    "mailbox on 993": Link("imaps", at_once(by_imap, "imaplib", "993"), b"CAPABILITY"),
    "webhook": Link("tls", by_webhook, b"POST /"),
    "bucket": Link("tls", to_bucket, b"/kept"),
    "database": Link("postgresql", to_database, b"kept_app"),
}
NAMES = {"database": "db.kept.example"}


class Faults:
    """What the other side shows, by its fault."""

    def __init__(self, folder: Path) -> None:
        self.ours, self.strange = Authority(folder), Authority(folder, "stranger")

    def shown(self, fault: str, name: str) -> tuple[Path | None, bool]:
        """Its certificate, none when it does not encrypt, and whether it speaks TLS of yesterday alone."""
        return {
            "plain text": (None, False),
            "another authority": (self.strange.certificate(name), False),
            "another name": (self.ours.certificate("other.example"), False),
            "expired": (self.ours.certificate(name, days=(-3, -1)), False),
            "TLS 1.1": (self.ours.certificate(name), True),
            "none": (self.ours.certificate(name), False),
        }[fault]


FAULTS = ["plain text", "another authority", "another name", "expired", "TLS 1.1"]


@pytest.mark.promise("D2")
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", LINKS)
def test_nothing_is_told_to_whom_cannot_be_trusted(name: str, fault: str, tmp_path: Path, monkeypatch: Any) -> None:
    link, faults = LINKS[name], Faults(tmp_path)
    certificate, old = faults.shown(fault, NAMES.get(name, "localhost"))
    with standing(link.protocol, certificate, old=old) as other, pytest.raises(Exception) as refused:
        link.speak(other.port, str(faults.ours.path), monkeypatch)
    assert not isinstance(refused.value, AttributeError | TypeError | KeyError), refused.value
    assert bytes(other.trusted) == b""
    assert SECRET.encode() not in other.plain
    assert link.told not in other.plain or link.protocol in ("smtp", "imap"), "no more than the question for STARTTLS"


@pytest.mark.promise("D2")
@pytest.mark.parametrize("name", LINKS)
def test_the_one_whose_certificate_fits_is_told(name: str, tmp_path: Path, monkeypatch: Any) -> None:
    """The canary of the table: with nothing at fault the other side hears the first words."""
    link, faults = LINKS[name], Faults(tmp_path)
    certificate, _old = faults.shown("none", NAMES.get(name, "localhost"))
    with standing(link.protocol, certificate) as other, contextlib.suppress(Exception):
        link.speak(other.port, str(faults.ours.path), monkeypatch)
    assert link.told.lower() in bytes(other.trusted).lower()
