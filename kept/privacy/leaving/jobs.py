"""Archives are written and brought in without anybody waiting; and each hour what is over its time is removed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kept.policy.doors import allow
from kept.privacy.leaving import arrivals, earlier, takeouts
from kept.privacy.leaving.models import State, Takeout
from kept.privacy.leaving.moment import one_moment
from kept.privacy.leaving.progress import Stopped
from kept.tenancy.jobs import Doors, job
from kept.tenancy.models import Instance
from kept.tenancy.opening import system


@job("leaving.take_out", admits=("instance.manage",))
def take_out(doors: Doors, *, takeout_id: int) -> None:
    """Write the archive of an instance. Killed in the middle, it begins anew."""
    with doors.open():
        takeout = Takeout.objects.select_for_update().filter(pk=takeout_id).first()
        if takeout is None or not takeout.busy:
            return
        takeout.state = State.RUNNING
        takeout.save(update_fields=["state"])
    state, said = State.DONE, ""
    try:
        with one_moment(), doors.open() as access:
            takeouts.make(takeout, access)
    except Stopped:
        state = State.STOPPED
    except OSError:
        state, said = State.FAILED, _("The archive could not be written: is there room on the disk?")
    with doors.open():
        takeouts.end(takeout_id, state, said, takeout if state is State.DONE else None)


@job("leaving.bring_in", admits=("instance.manage",))
def bring_in(doors: Doors, *, arrival_id: int) -> None:
    """Bring an archive in: all of it, or nothing."""
    arrivals.work(doors, arrival_id)


@app.periodic(cron="53 * * * *")
@app.task(name="leaving.drop_old", queueing_lock="leaving.drop_old", queue="kept")
@allow("operator")
def drop_old(timestamp: int) -> int:
    """Remove archives that nobody fetched in time, what was never sent whole, and old logs of earlier lives."""
    gone = 0
    for pk in Instance.objects.values_list("pk", flat=True):
        with system("job leaving.drop_old", pk, by="job"):
            gone += takeouts.drop_old() + arrivals.drop_old() + earlier.drop_old()
    return gone
