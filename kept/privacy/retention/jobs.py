"""What the worker does by the clock: every night what is over comes to its end, and every hour what ends at once."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.policy.doors import allow
from kept.privacy.retention import ending, running


@app.periodic(cron="35 1 * * *")
@app.task(name="retention.run", queueing_lock="retention.run", queue="kept")
@allow("operator")
def run_every_night(timestamp: int) -> None:
    """The run of the day."""
    running.run()


@app.periodic(cron="7 * * * *")
@app.task(name="retention.at_once", queueing_lock="retention.at_once", queue="kept")
@allow("operator")
def run_every_hour(timestamp: int) -> None:
    """What ends as soon as its event happens."""
    running.run_at_once()


@app.task(name="retention.now", queueing_lock="retention.now", queue="kept")
@allow("operator")
def run_now() -> None:
    """The run of the day again, because a person asked."""
    running.run()


@app.periodic(cron="5 4 * * *")
@app.task(name="retention.rules", queueing_lock="retention.rules", queue="kept")
@allow("operator")
def keep_instances_periods(timestamp: int) -> None:
    """The periods that instances set: warn, and act on what was warned of."""
    ending.keep_all()
