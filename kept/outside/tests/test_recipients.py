"""Mail goes only through a provider that is under contract for its purpose, under a safeguard in force that day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kept.outside import mail
from kept.outside.letter import Letter
from kept.policy import recipients
from kept.policy.categories import Category
from kept.policy.recipients import NoRecipient
from kept.policy.register import REGISTER
from kept.policy.terms import Recipient

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
def test_a_letter_that_waited_stays_when_the_safeguard_was_struck_down_since(
    monkeypatch: pytest.MonkeyPatch, carried: list[Letter]
) -> None:
    under_contract(monkeypatch, RELAY)
    assert mail.carried(LETTER)
    under_contract(monkeypatch, replace(RELAY, safeguard="privacy-shield"))
    assert not mail.carried(LETTER)
    assert carried == [LETTER]
