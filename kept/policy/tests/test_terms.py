"""Until when data may be held: each purpose to the day, counted from its own event."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.policy.register import REGISTER
from kept.policy.terms import Event
from kept.policy.text import Text

days = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    ("purpose", "happened", "last"),
    [
        ("L1", {}, None),
        ("L1", {Event.CONTRACT_ENDED: date(2020, 1, 1)}, None),
        ("L1", {Event.ARCHIVE_ENDED: date(2024, 2, 29)}, date(2034, 2, 28)),
        ("L2", {Event.SERVICE_ENDED: date(2026, 5, 31)}, date(2036, 5, 31)),
        ("L3", {Event.LAST_SERVICE: date(2024, 2, 29)}, date(2026, 2, 28)),
        ("L4", {Event.LAST_MAIL: date(2026, 6, 30)}, date(2028, 6, 30)),
        ("L4", {Event.LAST_MAIL: date(2026, 6, 30), Event.CONSENT_WITHDRAWN: date(2026, 7, 1)}, date(2026, 7, 1)),
        ("L6", {Event.DOCUMENT_YEAR_ENDED: date(2026, 12, 31)}, date(2036, 12, 31)),
    ],
)
def test_each_purpose_ends_to_the_day(purpose: str, happened: dict[Event, date], last: date | None) -> None:
    assert REGISTER.purpose(purpose).last_day(happened) == last


@given(days, days)
def test_a_withdrawal_never_lengthens_the_keeping(mail: date, withdrawal: date) -> None:
    newsletter = REGISTER.purpose("L4")
    with_it = newsletter.last_day({Event.LAST_MAIL: mail, Event.CONSENT_WITHDRAWN: withdrawal})
    without = newsletter.last_day({Event.LAST_MAIL: mail})
    assert without is not None
    assert with_it == min(without, withdrawal)


def test_czech_words_of_one_letter_are_tied_to_the_next() -> None:
    assert Text("x", cs="k vám a o vás").in_("cs-CZ") == "k\u00a0vám a\u00a0o\u00a0vás"
    assert Text("a word", cs="slovo").in_("de") == "a word"
