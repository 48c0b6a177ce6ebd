"""Mail goes only through a provider that is under contract for its purpose, under a safeguard in force that day."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kept.outside import mail
from kept.outside.disclosures import Disclosure, Disclosures
from kept.outside.letter import Letter
from kept.outside.smtp import Server
from kept.policy import recipients
from kept.policy.categories import Category
from kept.policy.recipients import NoRecipient, recipient_for
from kept.policy.register import REGISTER
from kept.policy.stores import Subject
from kept.policy.terms import Recipient
from kept.tenancy.opening import system

RELAY = Recipient("Relay", "email", "US", "2026", ("L1",), frozenset({Category.EMAIL}), "data-privacy-framework")
LETTER = Letter("L1", mail.EMAIL, "ada@example.org", "Hello", "Hello", sender="kept@example.org")


@pytest.fixture
def carried(monkeypatch: pytest.MonkeyPatch) -> list[Letter]:
    """What a mail server takes."""
    taken: list[Letter] = []
    carrier: Any = type("Carrier", (), {"carry": lambda self, letter: taken.append(letter)})()
    monkeypatch.setattr(mail, "server", lambda: carrier)
    monkeypatch.setattr(mail, "shown_here", lambda: False)
    return taken


def under_contract(monkeypatch: pytest.MonkeyPatch, *named: Recipient) -> None:
    monkeypatch.setattr(recipients, "in_force", lambda: replace(REGISTER, recipients=named))


def test_a_letter_without_a_provider_for_its_purpose_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    under_contract(monkeypatch, RELAY)
    mail.check("L1", mail.EMAIL)
    with pytest.raises(NoRecipient, match="no recipient for email is under contract for L4"):
        mail.check("L4", mail.EMAIL)


@pytest.mark.promise("S4")
@pytest.mark.django_db
def test_a_letter_that_waited_stays_when_the_safeguard_was_struck_down_since(
    monkeypatch: pytest.MonkeyPatch, carried: list[Letter]
) -> None:
    under_contract(monkeypatch, RELAY)
    assert mail.carried(LETTER)
    under_contract(monkeypatch, replace(RELAY, safeguard="privacy-shield"))
    assert not mail.carried(LETTER)
    assert carried == [LETTER]


@pytest.mark.promise("S1")
def test_each_letter_that_leaves_is_written_down_by_recipient_and_person(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.DATA_DIR, settings.MAIL = tmp_path, {**settings.MAIL, "host": "mail.example", "from": "k@kept.example"}
    taken: list[Letter] = []
    monkeypatch.setattr(Server, "carry", lambda self, letter: taken.append(letter))
    mail.post(mail.written(purpose="L1", recipient="email", to="Anna@example.com", subject="Hello", text="You."))
    anna, other = (Subject(None, emails=frozenset({email})) for email in ("anna@example.com", "ben@example.com"))
    [found] = Disclosures().find(anna)
    assert (found.purpose, found.count) == ("S1", 1)
    assert list(Disclosures().find(other)) == []
    assert Disclosures().verify(anna).complete
    [piece] = Disclosures().export(anna)
    said = json.loads(b"".join(piece.content))
    assert said[0]["recipient"] == recipient_for("email", purpose="L1").name
    with system("tests"):
        assert "anna" not in str(list(Disclosure.objects.values()))


@pytest.mark.promise("S1")
def test_a_letter_that_did_not_leave_is_not_written_down(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.DATA_DIR, settings.MAIL = tmp_path, {**settings.MAIL, "host": "mail.example", "from": "k@kept.example"}

    def away(self: Server, letter: Letter) -> None:
        raise OSError

    monkeypatch.setattr(Server, "carry", away)
    mail.post(mail.written(purpose="L1", recipient="email", to="anna@example.com", subject="Hello", text="You."))
    assert list(Disclosures().find(Subject(None, emails=frozenset({"anna@example.com"})))) == []
