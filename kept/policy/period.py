"""Calendar periods: "10 years" means ten birthdays, not 3,650 days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from kept.policy.text import Text, listed

_DAYS_IN_MONTH = 30.436875  # the mean of the Gregorian calendar


@dataclass(frozen=True, slots=True)
class Period:
    """Years, months and days, counted on the calendar. Nothing at all means "at once"."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if min(self.years, self.months, self.days) < 0:
            raise ValueError("a period cannot be negative")

    def after(self, day: date) -> date:
        """The last day of the period that starts with an event on `day`.

        A term in months or years ends on the day of the same number, or on the last day of a month that is too
        short (Regulation (EEC, Euratom) 1182/71, article 3): a year after 29 February is 28 February.
        """
        month = day.month - 1 + self.months + 12 * self.years
        year, month = day.year + month // 12, month % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(day.day, last)) + timedelta(days=self.days)

    @property
    def length(self) -> float:
        """Days on average, to tell which of two periods is longer."""
        return (12 * self.years + self.months) * _DAYS_IN_MONTH + self.days

    @property
    def text(self) -> Text:
        """The period in words."""
        parts = [
            *([_counted(self.years, ("year", "years"), ("rok", "roky", "let"))] if self.years else []),
            *([_counted(self.months, ("month", "months"), ("měsíc", "měsíce", "měsíců"))] if self.months else []),
            *([_counted(self.days, ("day", "days"), ("den", "dny", "dní"))] if self.days else []),
        ]
        return listed(parts) if parts else Text("at once", cs="ihned")


def _counted(number: int, en: tuple[str, str], cs: tuple[str, str, str]) -> Text:
    """A number with its noun; Czech has one form for 1, one for 2 to 4, one for the rest."""
    czech = cs[0] if number == 1 else cs[1] if number in (2, 3, 4) else cs[2]
    return Text(f"{number} {en[0] if number == 1 else en[1]}", cs=f"{number} {czech}")
