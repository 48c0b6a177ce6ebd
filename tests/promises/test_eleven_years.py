"""Eleven years and more are lived through for each of L1 to L6: to the day nothing expired is left, nothing else is lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kept.policy.period import Period
from kept.privacy.retention.terms import Term
from tests.cast import World
from tests.promises.lives import AWKWARD, LIVES, live

HONEST, AFTER = Term.last_day, Period.after


@pytest.mark.promise("L1")
def test_sign_up_data_live_through_the_archive_and_ten_years_more(world: World) -> None:
    assert live(LIVES["L1"](world)) == (0, 0)


@pytest.mark.promise("L2")
def test_support_data_live_ten_years_after_the_service(world: World) -> None:
    assert live(LIVES["L2"](world)) == (0, 0)


@pytest.mark.promise("L3")
def test_data_for_offers_live_two_years_after_the_last_service(world: World) -> None:
    assert live(LIVES["L3"](world)) == (0, 0)


@pytest.mark.promise("L4")
def test_an_address_of_the_newsletter_lives_two_years_after_the_last_mail(world: World) -> None:
    assert live(LIVES["L4"](world)) == (0, 0)


@pytest.mark.promise("L4")
def test_a_withdrawn_address_is_gone_with_the_next_run(world: World) -> None:
    assert live(LIVES["L4 withdrawn"](world)) == (0, 0)


@pytest.mark.promise("L5")
def test_an_instance_is_kept_ninety_days_after_its_contract_and_no_longer(world: World) -> None:
    assert live(LIVES["L5"](world)) == (0, 0)


@pytest.mark.promise("L6")
def test_an_accounting_document_lives_as_long_as_the_law_of_the_country_says(world: World) -> None:
    assert live(LIVES["L6"](world)) == (0, 0)


def a_day_late(term: Term, happened: dt.date) -> dt.date:
    """Broken: a day too long."""
    return HONEST(term, happened) + dt.timedelta(days=1)


def a_day_early(term: Term, happened: dt.date) -> dt.date:
    """Broken: a day too short."""
    return HONEST(term, happened) - dt.timedelta(days=1)


def without_leap_days(period: Period, day: dt.date) -> dt.date:
    """Broken: every year has 365 days."""
    return day + dt.timedelta(days=365 * period.years + 30 * period.months + period.days)


@pytest.mark.parametrize("promise", ["L3", "L6"])
@pytest.mark.parametrize("broken", [a_day_late, a_day_early])
def test_a_term_that_is_a_day_off_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch, promise: str, broken: Any
) -> None:
    monkeypatch.setattr(Term, "last_day", broken)
    left, lost = live(LIVES[promise](world))
    assert (left > 0, lost > 0) == (broken is a_day_late, broken is a_day_early)


def test_a_calendar_that_skips_leap_days_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Period, "after", without_leap_days)
    assert live(LIVES["L3"](world))[1] > 0


def test_a_term_counted_from_the_wrong_event_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from kept.newsletter.models import Subscriber

    wrong = dict(Subscriber.holds.happened, last_mail="joined_at")
    monkeypatch.setattr(Subscriber.holds, "happened", wrong)
    assert live(LIVES["L4"](world))[0] > 0


def test_a_clock_that_thinks_in_another_zone_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from zoneinfo import ZoneInfo

    monkeypatch.setattr("kept.policy.clock.zone", lambda: ZoneInfo("UTC"))
    assert live(LIVES["L3"](world)) != (0, 0)


def test_the_days_that_are_lived_through_are_awkward() -> None:
    assert dt.date(2012, 2, 29) in AWKWARD
    assert {day.month for day in AWKWARD} >= {2, 3, 10, 12}
    assert AFTER(Period(years=1), dt.date(2012, 2, 29)) == dt.date(2013, 2, 28)
