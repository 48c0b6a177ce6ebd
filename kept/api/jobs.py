"""By the clock: machines that an instance named are told what happened with its records."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.api.webhooks import delivering, trying
from kept.policy.doors import allow

TRY = trying.run


@app.periodic(cron="* * * * *")
@app.task(name="webhooks.deliver", queueing_lock="webhooks.deliver", lock="webhooks.deliver", queue="kept")
@allow("operator")
def deliver(timestamp: int) -> None:
    """Each minute."""
    delivering.deliver()
