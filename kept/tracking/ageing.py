"""What goes of the numbers of days, and of errors that nobody met for long: nobody is in them, and still they end."""

from __future__ import annotations

from datetime import timedelta

from kept.policy import clock
from kept.policy.ageing import ages_out
from kept.policy.period import Period
from kept.policy.text import Text
from kept.tracking.models import ActiveInstance, Fault, Tally

YEARS = 2
TITLE = Text("numbers of days and old errors", cs="čísla dnů a staré chyby")


def end() -> int:
    """Remove what is older. Returns how many rows."""
    before = clock.today() - timedelta(days=366 * YEARS)
    gone = Tally.objects.filter(day__lt=before).delete()[0]
    gone += ActiveInstance.objects.filter(day__lt=before).delete()[0]
    return gone + Fault.objects.filter(last_at__lt=clock.beginning(before)).delete()[0]


def register() -> None:
    """Have the daily run of retention ask."""
    ages_out("tracking.numbers", TITLE, Period(years=YEARS), end)
