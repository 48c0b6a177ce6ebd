"""Data are handed over only to a processor under contract, for a purpose of theirs, under a safeguard in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kept.policy.categories import Category
from kept.policy.recipients import NoRecipient, recipient_for, transfers_safeguarded
from kept.policy.register import REGISTER, Register
from kept.policy.register.whole import UnknownError
from kept.policy.terms import Recipient

NEAR = Recipient("Blízko", "email", "CZ", "2026", ("L1",), frozenset({Category.EMAIL}))
FAR = replace(NEAR, name="Far Inc.", country="US", purposes=("L1", "L4"), safeguard="data-privacy-framework")


def with_recipients(*recipients: Recipient) -> Register:
    return replace(REGISTER, recipients=recipients)


def test_the_processor_of_the_purpose_is_found_and_another_purpose_finds_nobody() -> None:
    register = with_recipients(NEAR)
    assert recipient_for("email", purpose="L1", register=register) is NEAR
    with pytest.raises(NoRecipient, match=r"no recipient for email is under contract for L4 \(S1\)"):
        recipient_for("email", purpose="L4", register=register)
    with pytest.raises(NoRecipient):
        recipient_for("storage", purpose="L1", register=register)


@pytest.mark.promise("S4")
def test_nothing_is_handed_over_once_the_safeguard_is_struck_down() -> None:
    shielded = replace(FAR, safeguard="privacy-shield")
    register = with_recipients(shielded)
    assert recipient_for("email", purpose="L4", on=date(2020, 7, 15), register=register) is shielded
    with pytest.raises(NoRecipient, match="ceased to hold on 2020-07-16"):
        recipient_for("email", purpose="L4", on=date(2020, 7, 16), register=register)


def test_a_processor_in_order_stands_in_for_one_whose_safeguard_has_lapsed() -> None:
    register = with_recipients(replace(FAR, safeguard="privacy-shield"), NEAR)
    assert recipient_for("email", purpose="L1", on=date(2026, 1, 1), register=register) is NEAR


def test_what_the_register_does_not_know_is_refused() -> None:
    with pytest.raises(UnknownError):
        recipient_for("adverts", purpose="L1", register=with_recipients(NEAR))
    with pytest.raises(UnknownError):
        recipient_for("email", purpose="L9", register=with_recipients(NEAR))


def test_the_live_figure_turns_bad_when_a_safeguard_is_not_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    def figure(register: Register) -> tuple[str, bool]:
        monkeypatch.setattr("kept.policy.recipients.in_force", lambda: register)
        return transfers_safeguarded().value, transfers_safeguarded().good

    assert figure(with_recipients(NEAR, FAR)) == ("0 / 1", True)
    assert figure(with_recipients(NEAR, replace(FAR, safeguard="privacy-shield"))) == ("1 / 1", False)
