"""A period is counted on the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.policy.period import Period
from kept.policy.text import Text


@pytest.mark.parametrize(
    ("period", "start", "last"),
    [
        (Period(years=10), date(2016, 3, 1), date(2026, 3, 1)),
        (Period(years=1), date(2024, 2, 29), date(2025, 2, 28)),
        (Period(years=4), date(2024, 2, 29), date(2028, 2, 29)),
        (Period(months=1), date(2025, 1, 31), date(2025, 2, 28)),
        (Period(months=2), date(2025, 12, 31), date(2026, 2, 28)),
        (Period(days=90), date(2025, 1, 1), date(2025, 4, 1)),
        (Period(), date(2025, 1, 1), date(2025, 1, 1)),
    ],
)
def test_it_ends_on_the_day_of_the_same_number_or_the_last_of_a_short_month(
    period: Period, start: date, last: date
) -> None:
    assert period.after(start) == last


days = st.dates(date(1990, 1, 1), date(2080, 1, 1))
periods = st.builds(Period, st.integers(0, 20), st.integers(0, 30), st.integers(0, 400))


@given(periods, days, days)
def test_a_later_event_never_ends_sooner(period: Period, one: date, other: date) -> None:
    first, second = sorted((one, other))
    assert period.after(first) <= period.after(second)


@given(periods, days)
def test_its_average_length_is_near_the_real_one(period: Period, start: date) -> None:
    assert abs((period.after(start) - start).days - period.length) <= 4


def test_it_is_said_in_words_with_the_forms_of_czech() -> None:
    assert Period(years=1).text == Text("1 year", cs="1 rok")
    assert Period(years=2, months=1).text == Text("2 years and 1 month", cs="2 roky a 1 měsíc")
    assert Period(days=90).text == Text("90 days", cs="90 dní")
    assert Period().text == Text("at once", cs="ihned")


def test_a_negative_period_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Period(days=-1)
