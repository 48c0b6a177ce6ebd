"""How the requests of today did, for who watches over the service: numbers, and nobody in them."""

from __future__ import annotations

from django.db.models import Sum
from django.utils.translation import gettext as _

from kept.policy import clock
from kept.tracking import statistics
from kept.tracking.models import Fault, Tally
from kept.tracking.pages_errors import OPEN
from kept.web.watched import Health, State

MANY = 0.01  # of the day's requests that failed
ENOUGH = 100  # requests before a share says anything


def measure() -> Health:
    """Slow when one in a hundred requests of today fails, or lines of the log are lost."""
    today = clock.today()
    rows = Tally.objects.filter(what="route", day=today).values_list("part").annotate(n=Sum("number"))
    numbers = {str(part): int(number) for part, number in rows}
    total, failed = sum(numbers.values()), numbers.get("5xx", 0)
    lost = statistics.dropped(today, today)
    waiting = Fault.objects.filter(OPEN).count()
    figures = {"requests_today": total, "failed_today": failed, "lines_lost_today": lost, "errors_open": waiting}
    bad = bool(lost) or (total >= ENOUGH and failed > MANY * total)
    said = _("%(failed)s of %(total)s requests failed today") % {"failed": failed, "total": total}
    return Health(State.SLOW if bad else State.WELL, said, figures)
