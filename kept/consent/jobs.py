"""Work of the room of consent that goes on by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.consent.expiring import expire_all


@app.periodic(cron="23 * * * *")
@app.task(name="consent.expire", queueing_lock="consent.expire", queue="kept")
def expire(timestamp: int) -> None:
    """Note, once an hour, what has run out."""
    expire_all()
