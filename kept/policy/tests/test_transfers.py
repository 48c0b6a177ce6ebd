"""A transfer out of the European Economic Area needs a safeguard that covers the country and is in force."""

from __future__ import annotations

from datetime import date

import pytest

from kept.policy.register import REGISTER
from kept.policy.terms import Recipient
from kept.policy.transfers import fault


def recipient(country: str, safeguard: str | None) -> Recipient:
    return Recipient("Relay", "email", country, "2026", ("L4",), frozenset(), safeguard)


@pytest.mark.parametrize(
    ("country", "safeguard", "day", "said"),
    [
        ("DE", None, date(2026, 1, 1), None),
        ("US", None, date(2026, 1, 1), "has no safeguard"),
        ("US", "privacy-shield", date(2020, 7, 15), None),
        ("US", "privacy-shield", date(2020, 7, 16), "ceased to hold on 2020-07-16"),
        ("US", "data-privacy-framework", date(2023, 7, 9), "not yet in force"),
        ("US", "data-privacy-framework", date(2023, 7, 10), None),
        ("IN", "data-privacy-framework", date(2026, 1, 1), "does not cover IN"),
        ("IN", "standard-clauses", date(2026, 1, 1), None),
        ("CH", "adequacy", date(2026, 1, 1), None),
        ("US", "adequacy", date(2026, 1, 1), "does not cover US"),
        ("US", "handshake", date(2026, 1, 1), "does not know"),
    ],
)
def test_a_transfer_is_refused_with_its_reason(
    country: str, safeguard: str | None, day: date, said: str | None
) -> None:
    found = fault(recipient(country, safeguard), REGISTER.safeguards, day)
    assert (found is None) if said is None else (found is not None and said in found.en and "S4" in found.cs)


@pytest.mark.promise("S4")
def test_a_lapsed_safeguard_names_its_successor() -> None:
    found = fault(recipient("US", "privacy-shield"), REGISTER.safeguards, date(2026, 1, 1))
    assert found is not None
    assert "Data Privacy Framework" in found.en
    assert "Rámec EU-USA" in found.cs


def test_the_principles_that_prevail_are_those_in_force() -> None:
    def prevailing(day: date) -> str | None:
        safeguard = REGISTER.prevailing_on(day)
        return safeguard and safeguard.id

    assert prevailing(date(2019, 1, 1)) == "privacy-shield"
    assert prevailing(date(2021, 1, 1)) is None
    assert prevailing(date(2026, 1, 1)) == "data-privacy-framework"
