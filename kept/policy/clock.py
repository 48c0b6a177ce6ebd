"""The clock: what time it is, and which day it is where the operator is. Whatever counts terms asks here.

A day of a term is a day in the operator's country: a night of 25 hours belongs to one day, and midnight is midnight.
Tests move this clock to live through years; a whole machine under a moved clock moves it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kept.policy.controller import controller

ZONES = {
    "AT": "Europe/Vienna", "CZ": "Europe/Prague", "DE": "Europe/Berlin", "FR": "Europe/Paris", "IE": "Europe/Dublin",
    "NL": "Europe/Amsterdam", "PL": "Europe/Warsaw", "SK": "Europe/Bratislava",
}  # fmt: skip

_moved: ContextVar[datetime | None] = ContextVar("kept_clock", default=None)


def zone() -> ZoneInfo:
    """The time zone of the operator's country, else UTC."""
    return ZoneInfo(ZONES.get(controller().country, "UTC"))


def now() -> datetime:
    """The moment, with its zone."""
    return _moved.get() or datetime.now(UTC)


def today() -> date:
    """The day where the operator is."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day in the operator's country on which a moment falls."""
    return moment.astimezone(zone()).date()


def beginning(day: date) -> datetime:
    """The first moment of a day in the operator's country."""
    return datetime.combine(day, time(), zone())


def after(day: date) -> datetime:
    """The first moment that is no longer in a day."""
    return beginning(day + timedelta(days=1))


@contextmanager
def moved(moment: datetime) -> Iterator[None]:
    """Let it be another time, for whoever asks this clock."""
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
