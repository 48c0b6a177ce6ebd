"""The morning round of reviews."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.console.reviewing.reminding import rest_what_is_late, warn
from kept.grants import calling_in
from kept.tenancy.once import settled
from kept.tenancy.opening import system


@app.periodic(cron="23 6 * * *")
@app.task(name="staff.reviews", queueing_lock="staff.reviews", queue="kept")
def reviews(timestamp: int) -> None:
    """Warn, let rest what nobody confirmed, forget invitations that are over."""
    with system("job staff.reviews", purpose="D6"):
        rest_what_is_late()
        warn()
        calling_in.drop_old()
        settled()
