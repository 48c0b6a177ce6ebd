"""By the clock: the statistics of a month leave once it is over, and numbers of days go when they are old."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.policy import clock
from kept.policy.doors import allow
from kept.tracking.publishing import releasing


@app.periodic(cron="20 3 * * *")
@app.task(name="statistics.release", queueing_lock="statistics.release", lock="statistics.release", queue="kept")
@allow("operator")
def release(timestamp: int) -> None:
    """Let out the statistics of a month that is over, once."""
    month = releasing.due(clock.today())
    if month is not None:
        releasing.release(month)
