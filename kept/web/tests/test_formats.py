"""Dates, figures and names as the reader writes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from kept.web import formats

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_prague():
    with timezone.override("Europe/Prague"), translation.override("en"):
        yield


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_it_says_a_near_moment_as_people_do():
    assert formats.moment(at(2026, 11, 24, 8, 31), NOW) == "today 09:31"
    assert formats.moment(at(2026, 11, 23, 21, 0), NOW) == "yesterday 22:00"


def test_the_day_is_the_readers_own():
    late = at(2026, 11, 23, 23, 30)  # half past midnight on the 24th in Prague
    assert formats.moment(late, NOW) == "today 00:30"
    with timezone.override("America/New_York"):
        assert formats.moment(late, NOW).startswith("yesterday")


def test_it_says_the_year_only_when_it_is_another_one():
    assert formats.day(dt.date(2026, 11, 14), NOW) == "14 Nov"
    assert formats.day(dt.date(2025, 2, 14), NOW) == "14 Feb 2025"


def test_it_writes_figures_and_money_in_the_readers_language():
    assert formats.number(1840000) == "1,840,000"
    assert formats.money(Decimal("212500"), "CZK") == "CZK\xa0212,500"
    assert formats.money(Decimal("9.5"), "EUR") == "€9.50"
    with translation.override("cs"):
        assert formats.number(1840000) == "1\xa0840\xa0000"
        assert formats.money(Decimal("212500"), "CZK") == "212\xa0500\xa0Kč"


def test_a_chosen_format_wins_over_the_language():
    token = formats.chosen_locale.set("de_DE")
    try:
        assert formats.number(Decimal("1234.5")) == "1.234,5"
    finally:
        formats.chosen_locale.reset(token)


@pytest.mark.parametrize(
    ("language", "clock", "written"),
    [("en", "", "09:05"), ("en", "h:mm a", "9:05 am"), ("en", "HH:mm", "09:05"), ("cs", "", "9:05"),
     ("cs", "h:mm a", "9:05\u202fdop."), ("en", "sundial", "09:05")],
)  # fmt: skip
def test_a_time_is_written_on_the_readers_clock(language, clock, written):
    token = formats.chosen_clock.set(clock)
    try:
        with translation.override(language):
            assert formats.time_of(at(2026, 11, 24, 8, 5)) == written
    finally:
        formats.chosen_clock.reset(token)


def test_it_groups_a_phone_number_and_leaves_alone_what_is_none():
    assert formats.phone("+420608000114") == "+420 608 000 114"
    assert formats.phone("ústředna kl. 12") == "ústředna kl. 12"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Markéta Havlíčková", "MH"),
        ("Ing. Tereza Dvořáková", "TD"),
        ("Řehoř", "Ř"),
        ("Franz-Josef van Hübner", "FH"),
        ("", ""),
    ],
)
def test_it_takes_the_first_and_the_last_initial(name, letters):
    assert formats.initials(name) == letters


def test_nothing_is_nothing():
    assert (formats.moment(None), formats.day(None), formats.number(None), formats.money(None, "CZK")) == (
        "",
        "",
        "",
        "",
    )
