"""Letters leave by one gate: with a purpose and a recipient, over TLS, after the commit; else they wait."""

from __future__ import annotations

import datetime as dt
import os
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.test import Client

from kept.outside import mail, taken
from kept.outside.configuration import mail_settings
from kept.outside.letterbox import SHOWN, WAITING
from tests.ports import free_port

LETTER = {"purpose": "L1", "recipient": "email", "to": "jana@novakova.example", "subject": "Dobrý den", "text": "Ahoj."}


class Inbox:
    """What the mail server took."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.refuse = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address == self.refuse:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "mail.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


class Post(Controller):
    """A mail server on loopback, with TLS or without."""

    def __init__(self, inbox: Inbox, certificate: Path | None) -> None:
        self.certificate = certificate
        super().__init__(inbox, hostname="127.0.0.1", port=free_port())

    def factory(self) -> SMTP:
        if self.certificate is None:
            return SMTP(self.handler)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate)
        return SMTP(self.handler, tls_context=context, require_starttls=True)


def running(inbox: Inbox, certificate: Path | None, settings: Any, trusted: Path | None) -> Iterator[Inbox]:
    post = Post(inbox, certificate)
    post.start()
    settings.MAIL = {
        "host": "localhost", "port": post.port, "user": "", "password": "", "from": "kept@kept.example",
        "authority": str(trusted) if trusted else None,
    }  # fmt: skip
    yield inbox
    post.stop()


@pytest.fixture
def inbox(certificate: Path, settings: Any) -> Iterator[Inbox]:
    yield from running(Inbox(), certificate, settings, certificate)


@pytest.mark.promise("S1")
def test_a_letter_needs_a_purpose_and_a_recipient_that_the_register_brings_together() -> None:
    for wrong in ({"purpose": "X9"}, {"recipient": "friends"}, {"recipient": "accounting"}, {"purpose": "D5"}):
        with pytest.raises(LookupError):
            mail.send(**{**LETTER, **wrong})


def test_a_line_break_in_an_address_or_a_subject_is_refused() -> None:
    for wrong in ({"to": "a@b.example\nBcc: c@d.example"}, {"subject": "Hello\r\nBcc: c@d.example"}):
        with pytest.raises(ValueError, match=r"newline|linefeed|line"):
            mail.send(**{**LETTER, **wrong})


def test_a_letter_leaves_when_the_act_is_committed_and_not_when_it_is_undone(
    db: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(RuntimeError), transaction.atomic():
            mail.send(**LETTER)
            raise RuntimeError("undone")
        mail.send(**{**LETTER, "to": "petr@novak.example"})
        assert not list(SHOWN.letters())
    assert [letter.to for letter in SHOWN.letters()] == ["petr@novak.example"]


@pytest.mark.promise("D2")
def test_the_mail_server_gets_it_over_tls(db: None, inbox: Inbox) -> None:
    assert mail.post(mail.Letter(**LETTER, sender="kept@kept.example"))
    (raw,) = inbox.taken
    assert b"Ahoj." in raw and b"Auto-Submitted" in raw and not list(WAITING.letters())


@pytest.mark.promise("D2")
def test_a_mail_server_without_tls_or_with_another_certificate_gets_nothing(
    db: None, certificate: Path, settings: Any
) -> None:
    for offered, trusted in ((None, certificate), (certificate, None)):
        for inbox in running(Inbox(), offered, settings, trusted):
            assert not mail.post(mail.Letter(**LETTER, sender="kept@kept.example"))
            assert inbox.taken == []
    assert len(list(WAITING.letters())) == 2


def test_a_letter_waits_while_the_server_is_away_and_goes_when_it_is_back(
    db: None, inbox: Inbox, settings: Any
) -> None:
    port = settings.MAIL["port"]
    settings.MAIL = {**settings.MAIL, "port": 1}
    assert not mail.post(mail.Letter(**LETTER, sender="kept@kept.example"))
    assert mail.post_waiting() == 0 and len(list(WAITING.letters())) == 1
    settings.MAIL = {**settings.MAIL, "port": port}
    assert mail.post_waiting() == 1
    assert len(inbox.taken) == 1 and not list(WAITING.letters())


def test_letters_lie_readable_by_their_owner_only_and_are_gone_after_a_week(db: None, folder: Path) -> None:
    mail.post(mail.Letter(**LETTER))
    (file,) = (folder / "mail" / "shown").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    week = time.time() - 8 * 86400
    os.utime(file, (week, week))
    assert SHOWN.age_out() == 1 and not list(SHOWN.letters())


def test_the_mailbox_is_a_page_on_this_machine_only(db: None, client: Client, settings: Any) -> None:
    letter = mail.Letter(**{**LETTER, "text": "Look: http://testserver/here/ <b>"})
    mail.post(letter)
    assert "Dobrý den" in client.get("/dev/mail/").content.decode()
    page = client.get(f"/dev/mail/{letter.id}/").content.decode()
    assert 'href="http://testserver/here/"' in page and "<b>" not in page
    assert client.get("/dev/mail/0123456789abcdef0123456789abcdef/").status_code == 404
    assert client.get("/dev/mail/..%2f..%2fsecret/").status_code == 404
    settings.ALLOWED_HOSTS = ["testserver", "crm.example"]
    assert client.get("/dev/mail/", REMOTE_ADDR="203.0.113.7").status_code == 404
    assert client.get("/dev/mail/", HTTP_X_FORWARDED_FOR="203.0.113.7").status_code == 404
    assert client.get("/dev/mail/", HTTP_HOST="crm.example").status_code == 404
    settings.DEBUG_PAGES = False
    assert client.get("/dev/mail/").status_code == 404


def test_the_configuration_takes_the_password_from_a_file_and_refuses_unknown_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml, secret = tmp_path / "kept.toml", tmp_path / "password"
    secret.write_text("s3cret\n")
    toml.write_text(
        f'[mail]\nhost = "mail.example"\npassword_file = "{secret}"\n[controller]\nemail = "us@us.example"\n'
    )
    monkeypatch.setenv("KEPT_CONFIG", str(toml))
    known = mail_settings()
    assert (known["host"], known["password"], known["from"]) == ("mail.example", "s3cret", "us@us.example")
    toml.write_text('[mail]\nhsot = "mail.example"\n')
    with pytest.raises(ValueError, match="hsot"):
        mail_settings()


@pytest.mark.django_db
def test_a_letter_refused_for_good_is_told_and_holds_up_no_other(inbox: Inbox, settings: Any) -> None:
    told: list[tuple[str, str]] = []
    mail.REFUSED.append(lambda letter, why: told.append((letter.to, why[:3])))
    inbox.refuse = "nobody@novak.example"
    try:
        WAITING.put(mail.Letter(**{**LETTER, "to": "nobody@novak.example"}, sender="kept@kept.example"))
        WAITING.put(mail.Letter(**LETTER, sender="kept@kept.example"))
        assert mail.post_waiting() == 2
    finally:
        mail.REFUSED.pop()
    assert told == [("nobody@novak.example", "550")]
    assert len(inbox.taken) == 1


@pytest.mark.django_db
def test_a_letter_keeps_its_name_and_its_further_lines(inbox: Inbox) -> None:
    letter = mail.Letter(**LETTER, sender="kept@kept.example", headers={"In-Reply-To": "<a@b>"}, by_hand=True)
    mail.post(letter)
    (raw,) = inbox.taken
    assert f"Message-ID: <{letter.id}@kept.example>".encode() in raw
    assert b"In-Reply-To: <a@b>" in raw and b"Auto-Submitted" not in raw


def test_a_letter_that_the_server_took_as_we_were_killed_does_not_go_twice(
    db: None, inbox: Inbox, folder: Path
) -> None:
    letter = mail.Letter(**LETTER, sender="kept@kept.example")
    WAITING.put(letter)
    assert mail.carried(letter)  # and here we are killed: it still lies in the folder
    assert mail.post_waiting() == 1
    assert len(inbox.taken) == 1 and not list(WAITING.letters())
    assert not taken.marked(letter.id)
    taken.mark(letter.id)
    old = time.time() - 8 * 86400
    os.utime(folder / "mail" / "taken" / letter.id, (old, old))
    assert taken.age_out() == 1 and not taken.marked(letter.id)
