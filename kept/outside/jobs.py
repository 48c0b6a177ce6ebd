"""By the clock, and because somebody asked: keys are tended, a new root is made, files are sealed anew or checked again."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from kept.outside import held, keys_instances, keys_rotating, keys_tending
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


@app.task(name="files.check", queue="kept")
@allow("operator")
def look_again(instance_id: int, key: str) -> None:
    """Show a held file to the scanner; in a while again when it is still away."""
    if not held.check(instance_id, UUID(key)):
        look_again.configure(schedule_in={"seconds": held.AGAIN}).defer(instance_id=instance_id, key=key)
