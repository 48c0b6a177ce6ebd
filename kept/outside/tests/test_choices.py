"""A no stops a mail, also one that waits already; tried against a real mail server."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from kept.consent import choosing
from kept.consent.models import StoppedMail
from kept.consent.people import Someone
from kept.consent.stopped import stopped_so_far
from kept.outside import mail
from kept.outside.letterbox import WAITING
from kept.outside.tests.test_mail import Inbox, certificate, folder, inbox  # noqa: F401  fixtures

JANA = Someone(email="jana@novakova.example")
NEWS = {
    "purpose": "L4",
    "recipient": "email",
    "to": JANA.email,
    "subject": "News",
    "text": "Hello.",
    "html": "<p>Hi</p>",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In tests nothing commits, so letters go at once."""
    monkeypatch.setattr(mail.transaction, "on_commit", lambda act: act())


@pytest.mark.promise("L4")
def test_news_go_to_who_agreed_and_to_nobody_else(inbox: Inbox) -> None:  # noqa: F811
    assert mail.send(**NEWS) is None and inbox.taken == []
    choosing.give(JANA, "L4")
    assert mail.send(**NEWS) is not None and len(inbox.taken) == 1
    assert stopped_so_far() == 1


@pytest.mark.promise("R7")
def test_a_mail_that_can_be_stopped_says_how_in_words_and_for_mail_programs(inbox: Inbox) -> None:  # noqa: F811
    choosing.give(JANA, "L4")
    mail.send(**NEWS)
    message = message_from_bytes(inbox.taken[0])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = message["List-Unsubscribe"].strip("<>")
    assert link.endswith("/stop/L4/") and "jana" not in link
    text, html = (part.get_payload(decode=True).decode() for part in message.get_payload())  # type: ignore[union-attr]
    assert "/choices/" in text and 'href="http' in html
    mail.send(**{**NEWS, "purpose": "L1"})
    assert message_from_bytes(inbox.taken[1])["List-Unsubscribe"] is None, "a contract's mail cannot be stopped so"


@pytest.mark.promise("R7", "R1")
@pytest.mark.parametrize(("purpose", "act"), [("L4", choosing.withdraw), ("L3", choosing.object_to)])
def test_a_no_stops_a_mail_that_waits_already(inbox: Inbox, settings: Any, purpose: str, act: Any) -> None:  # noqa: F811
    choosing.give(JANA, "L4")
    port = settings.MAIL["port"]
    settings.MAIL = {**settings.MAIL, "port": 1}
    mail.send(**{**NEWS, "purpose": purpose})
    mail.send(**{**NEWS, "purpose": "L1"})
    assert len(list(WAITING.letters())) == 2
    act(JANA, purpose)
    assert mail.post_waiting() == 0
    assert [letter.purpose for letter in WAITING.letters()] == ["L1"], "gone though the server is still away"
    settings.MAIL = {**settings.MAIL, "port": port}
    assert mail.post_waiting() == 1 and len(inbox.taken) == 1
    assert StoppedMail.objects.get(purpose=purpose).waited


@pytest.mark.promise("R7")
def test_a_post_that_did_not_ask_again_would_be_seen(
    inbox: Inbox,  # noqa: F811
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choosing.give(JANA, "L4")
    port = settings.MAIL["port"]
    settings.MAIL = {**settings.MAIL, "port": 1}
    mail.send(**NEWS)
    choosing.withdraw(JANA, "L4")
    settings.MAIL = {**settings.MAIL, "port": port}
    monkeypatch.setattr(mail, "refused", lambda letter, *, waited=False: False)  # the broken twin
    mail.post_waiting()
    assert len(inbox.taken) == 1, "the twin lets it through, so the test above can fail"


def test_when_nobody_can_be_asked_the_mail_waits(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    from django.db import OperationalError

    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("away")

    monkeypatch.setattr(mail, "may", away)
    letter = mail.Letter(**NEWS, sender="kept@kept.example")
    assert not mail.post(letter) and inbox.taken == [] and len(list(WAITING.letters())) == 1


def test_a_mail_for_a_locked_person_waits_for_nothing_and_an_answer_to_their_request_goes(
    inbox: Inbox,  # noqa: F811
    folder: Path,  # noqa: F811
) -> None:
    choosing.restrict(JANA)
    assert mail.send(**{**NEWS, "purpose": "L1"}) is None
    assert mail.send(**{**NEWS, "purpose": "R8"}) is not None and len(inbox.taken) == 1
