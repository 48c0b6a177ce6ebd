"""What the worker does with records by the clock: every night the bins are emptied."""

from __future__ import annotations

from django.core.management import call_command
from procrastinate.contrib.django import app

from kept.policy.doors import allow


@app.periodic(cron="20 3 * * *")
@app.task(name="records.empty_bins", queue="kept")
@allow("operator")
def empty_bins(timestamp: int) -> None:
    """Remove for good what has lain in a bin for 30 days."""
    call_command("empty_bin")
