"""Dates, numbers, money and phones as the reader writes them.

The words for days and months and the order of figures come from Babel. They are the same for every reader of one
language, so they are remembered; nothing about a person is.
"""

from __future__ import annotations

import datetime as dt
import re
from contextvars import ContextVar
from decimal import Decimal
from functools import lru_cache

import phonenumbers
from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext

DAY_FIRST = {"en": "en_GB"}
"""Languages without a country, and whose manner of writing dates they take."""

chosen_locale: ContextVar[str | None] = ContextVar("chosen_locale", default=None)
"""The reader's own choice of format, such as "de_AT"; without it the language decides."""

CLOCKS = {"HH:mm": "Hm", "h:mm a": "hm"}
"""The two ways to write a time of day, as they are kept and told on the wire, with what Babel calls them."""
chosen_clock: ContextVar[str] = ContextVar("chosen_clock", default="")
"""The reader's own choice of CLOCKS; without it the language decides."""


def locale_name() -> str:
    """The Babel locale that the reader's dates and figures follow."""
    return chosen_locale.get() or locale_of(get_language() or "en")


@lru_cache(maxsize=64)
def locale_of(language: str) -> str:
    return DAY_FIRST.get(language) or str(Locale.parse(language, sep="-"))


def moment(value: dt.datetime | None, now: dt.datetime | None = None) -> str:
    """A point in time near enough to act on: "today 9:31", "yesterday 22:00", "14 Nov", "14 Feb 2025"."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    near = near_day(local.date(), today(now))
    return f"{near} {time_of(local)}" if near else day(local.date(), now)


def day(value: dt.date | None, now: dt.datetime | None = None) -> str:
    """A day; the year is said only when it is another one: "14 Nov", "14 Feb 2025"."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return _day(value, value.year == today(now).year, locale_name())


def when(value: dt.date | None, now: dt.datetime | None = None) -> str:
    """A day as people say it: "today", "tomorrow", "yesterday", else the day."""
    if value is None:
        return ""
    return near_day(value, today(now)) or day(value, now)


def whole_day(value: dt.date | None) -> str:
    """A day with its year, as a fact is written: "13 Oct 1958"."""
    return "" if value is None else _day(value, False, locale_name())


def long_day(value: dt.date | None) -> str:
    """A day in full, for heads and papers: "Wednesday 18 November 2026"."""
    return "" if value is None else _long_day(value, locale_name())


def time_of(value: dt.datetime) -> str:
    """The time of day, to the minute."""
    return clock(timezone.localtime(value).time())


def clock(value: dt.time) -> str:
    """A time of day that stands on the wall, in no zone: "9:31", "9:31 AM"."""
    return _time(value.hour, value.minute, locale_name(), CLOCKS.get(chosen_clock.get(), ""))


def exact(value: dt.datetime | None) -> str:
    """Day and time in full, where it must be exact: in a log, on hover."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{_day(local.date(), False, locale_name())} {time_of(local)}"


def number(value: float | Decimal | None) -> str:
    """A figure with its groups: "1,840,000"."""
    return "" if value is None else _number(value, locale_name())


def money(value: float | Decimal | None, currency: str) -> str:
    """An amount with its currency; pence are shown only where there are some."""
    return "" if value is None else _money(value, currency, locale_name())


def phone(value: str, country: str | None = None) -> str:
    """A phone number in groups, international. What is no number is shown as it was written."""
    try:
        parsed = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def initials(name: str) -> str:
    """The first and the last initial: "MH" of Markéta Havlíčková."""
    words = [word for word in name.split() if word[0].isalpha() and not word.endswith(".")] or name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def today(now: dt.datetime | None = None) -> dt.date:
    return timezone.localdate(now)


def near_day(value: dt.date, today: dt.date) -> str:
    distance = (value - today).days
    if distance == 0:
        return gettext("today")
    if distance == -1:
        return gettext("yesterday")
    return gettext("tomorrow") if distance == 1 else ""


@lru_cache(maxsize=8192)
def _day(value: dt.date, this_year: bool, locale: str) -> str:
    return format_skeleton("MMMd" if this_year else "yMMMd", value, locale=locale)


@lru_cache(maxsize=1024)
def _long_day(value: dt.date, locale: str) -> str:
    return format_date(value, "full", locale=locale)


@lru_cache(maxsize=4096)
def _time(hour: int, minute: int, locale: str, skeleton: str) -> str:
    time = dt.time(hour, minute)
    if skeleton:
        return format_skeleton(skeleton, time, locale=locale)
    return format_time(time, "short", locale=locale)


@lru_cache(maxsize=4096)
def _number(value: float | Decimal, locale: str) -> str:
    return format_decimal(value, locale=locale)


@lru_cache(maxsize=4096)
def _money(value: float | Decimal, currency: str, locale: str) -> str:
    whole = value == int(value)
    text = format_currency(value, currency, locale=locale, currency_digits=not whole, format=_pattern(locale, whole))
    return re.sub(r"(?<=[A-Za-z])(?=\d)", "\xa0", text)


@lru_cache(maxsize=64)
def _pattern(locale: str, whole: bool) -> str | None:
    if not whole:
        return None
    pattern: str = Locale.parse(locale).currency_formats["standard"].pattern
    return pattern.replace(".00", "").replace(",00", "")
