"""Sealing by the clock: each minute what is new, each hour what came late, each day the whole is verified."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.tenancy.sealing import checking, closing


@app.periodic(cron="* * * * *")
@app.task(name="log.seal", queueing_lock="log.seal", queue="kept")
def seal(timestamp: int) -> None:
    """Close the lines of the last minutes."""
    closing.close_all()


@app.periodic(cron="17 * * * *")
@app.task(name="log.seal_late", queueing_lock="log.seal_late", queue="kept")
def seal_late(timestamp: int) -> None:
    """Close what long transactions wrote late; and mention what a Kept of before sealed without."""
    closing.close_all(whole_day=True)
    closing.make_up_all(checking.sealed())


@app.periodic(cron="23 3 * * *")
@app.task(name="log.check", queueing_lock="log.check", queue="kept")
def check(timestamp: int) -> None:
    """Verify every log."""
    checking.check_all()
