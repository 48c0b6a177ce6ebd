"""Long acts are not told of for ever: a month after its beginning one is forgotten. What it changed is in the history."""

from __future__ import annotations

import datetime as dt

from procrastinate.contrib.django import app

from kept.crm.acts.models import LongAct
from kept.policy import clock
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

KEPT_FOR = dt.timedelta(days=30)  # as long as an undo from the bin


def forget_old(now: dt.datetime) -> int:
    """Forget the acts of all instances whose time is over, also one that never came to its end."""
    forgotten = 0
    for instance in Instance.objects.values_list("pk", flat=True):
        with system("job acts.forget", instance, by="job"):
            forgotten += LongAct.objects.filter(at__lt=now - KEPT_FOR).delete()[0]
    return forgotten


@app.periodic(cron="27 3 * * *")
@app.task(name="acts.forget", queueing_lock="acts.forget")
def forget_every_night(timestamp: int) -> None:
    """Each night."""
    forget_old(clock.now())
