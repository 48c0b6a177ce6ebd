"""What happens by itself: what is over is closed each minute, and at once when somebody ended it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.console.lockbox import closing, letters, settling
from kept.policy.doors import allow


@app.periodic(cron="* * * * *")
@app.task(name="lockbox.tick", queueing_lock="lockbox.tick", lock="lockbox", queue="kept")
@allow("operator")
def tick(timestamp: int) -> None:
    """Close what is over by its time, and what somebody ended while nobody was there to close it."""
    closing.tick()


@app.task(name="lockbox.close", lock="lockbox", queue="kept", retry=3)
@allow("operator")
def close(instance_id: int, operation_id: int) -> None:
    """Close one that was just ended."""
    closing.close(instance_id, operation_id)


@app.task(name="lockbox.settle", queue="kept", retry=3)
@allow("operator")
def settle(instance_id: int, operation_id: int, act_id: int) -> None:
    """Have the records that were corrected found by their new words."""
    settling.index(instance_id, act_id)


@app.task(name="lockbox.write", queue="kept", retry=3)
@allow("operator")
def write(instance_id: int, operation_id: int, what: str) -> None:
    """Tell the customer's administrators how their lockbox stands."""
    letters.tell(instance_id, operation_id, what)
