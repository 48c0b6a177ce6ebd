"""Housekeeping of announcements: whoever has not been told yet is told."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.console.announcing.telling import tell_everybody, under_way


@app.periodic(cron="* * * * *")
@app.task(name="announcing.tell", queueing_lock="announcing.tell", queue="kept")
def tell(timestamp: int) -> None:
    """Take up telling wherever it stopped."""
    for announcement in under_way():
        tell_everybody(announcement)
