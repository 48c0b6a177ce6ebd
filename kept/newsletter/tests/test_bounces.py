"""A mailbox that is no more gets no more mail, and only our own letters can say so."""

from __future__ import annotations

import email
from collections.abc import Callable
from typing import Any

import pytest

from kept.newsletter import bounces, jobs
from kept.newsletter.models import Sending, Subscriber
from kept.newsletter.tests.test_sending import a_minute, an_issue, readers
from kept.outside import mail
from kept.outside.letter import Letter
from kept.tenancy.opening import system
from tests import dovecot
from tests.cast import World

Letters = Callable[[], list[Letter]]
REPORT = """\
From: MAILER-DAEMON@mx.example
To: bounces@kept.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mailbox is not there.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; jana@n.example
Action: failed
Status: {status}

--b
Content-Type: {kind}

From: kept@kept.example
Message-ID: <{letter}@kept.example>
Subject: Spring

--b--
"""


def report(letter: str, status: str = "5.1.1", kind: str = "text/rfc822-headers") -> Any:
    return email.message_from_string(REPORT.format(letter=letter, status=status, kind=kind))


def take_in(message: Any) -> bool:
    with system("tests"):
        return bounces.reported(message)


def stopped() -> bool:
    with system("tests"):
        return Subscriber.objects.get().stopped_at is not None


@pytest.fixture
def sent(world: World, letters: Letters) -> str:
    """The id of a letter that went to the one reader."""
    readers("jana@n.example")
    an_issue()
    a_minute()
    return letters()[0].id


@pytest.mark.promise("L4")
@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_that_a_mailbox_is_no_more_ends_the_mail(sent: str, letters: Letters, kind: str) -> None:
    assert take_in(report(sent, kind=kind))
    assert stopped()
    an_issue()
    a_minute()
    assert len(letters()) == 1


def test_a_full_mailbox_is_tried_with_three_letters_and_each_counts_once(sent: str, letters: Letters) -> None:
    for _report in range(3):
        assert take_in(report(sent, "4.2.2")) and not stopped()
    for _issue in range(2):
        assert not stopped()
        an_issue()
        a_minute()
        assert take_in(report(letters()[0].id, "4.2.2"))
    assert stopped()


def test_a_report_that_names_no_letter_of_ours_changes_nothing(sent: str) -> None:
    for wrong in (report("0" * 32), report("x"), report(sent, "2.0.0"), email.message_from_string("Hello"), report("")):
        assert not take_in(wrong)
    assert not stopped()
    assert take_in(report(sent)) and stopped()


def test_a_refusal_at_the_door_of_the_mail_server_counts_too(
    world: World, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers("jana@n.example")
    issue = an_issue()

    def refuses(letter: Letter) -> bool:
        for listener in mail.REFUSED:
            listener(letter, "550 no such mailbox")
        return True

    monkeypatch.setattr(mail, "carried", refuses)
    a_minute()
    assert stopped()
    with system("tests"):
        assert Sending.objects.get(issue=issue).state == Sending.REFUSED


def test_reports_are_read_from_their_mailbox(sent: str, settings: Any) -> None:
    if dovecot.PROGRAM is None:
        pytest.skip(dovecot.WHY_NOT)
    with dovecot.running() as server:
        server.put("bounces", report(sent).as_bytes(), b"From: a@b.example\n\nI am away.")
        settings.MAILBOXES = {**settings.MAILBOXES, "bounces": server.box("bounces")}
        jobs.read_bounces(0)
        assert (server.unseen("bounces"), server.lying("bounces")) == (0, 1)
    assert stopped()
