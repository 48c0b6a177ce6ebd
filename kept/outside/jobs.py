"""By the clock, and because somebody asked: the keys are tended, a new root is made, an instance's files are sealed anew."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.outside import keys_instances, keys_rotating, keys_tending
from kept.policy.doors import allow


@app.periodic(cron="41 * * * *")
@app.task(name="keys.tend", queueing_lock="keys.tend", lock="keys", queue="kept")
@allow("operator")
def tend(timestamp: int) -> None:
    """Finish what was begun."""
    keys_tending.tend()


@app.task(name="keys.rotate", queueing_lock="keys.rotate", lock="keys", queue="kept")
@allow("operator")
def rotate() -> None:
    """A new root, because a member of staff asked."""
    keys_rotating.rotate()
    keys_tending.tend()


@app.task(name="keys.reseal", lock="keys", queue="kept")
@allow("operator")
def reseal(instance_id: int) -> None:
    """The files of an instance with its new key."""
    keys_instances.reseal(instance_id)
