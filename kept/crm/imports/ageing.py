"""Files of imports do not lie for ever: a month after the last step they are forgotten, with what was wrong in them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from kept.crm.imports import files
from kept.crm.imports.models import Import
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

KEPT_FOR = dt.timedelta(days=30)  # as long as an undo from the bin


def forget_old(now: dt.datetime) -> int:
    """Forget the files of all instances whose time is over. Returns how many imports that were."""
    forgotten = 0
    for instance in Instance.objects.values_list("pk", flat=True):
        with system("job imports.forget", instance, by="job"):
            before = now - KEPT_FOR
            over = Q(ended_at__lt=before) | Q(ended_at=None, at__lt=before)
            for entry in Import.objects.filter(over).exclude(file_name=""):
                forget(entry, later=False)
                forgotten += 1
    return forgotten


def forget(entry: Import, *, later: bool = True) -> None:
    """Remove the files of an import, and what it tells of people. Counters stay where something was written."""
    files.forget(entry, later=later)
    if entry.operation_id is None:
        entry.delete()
        return
    entry.file_name, entry.report, entry.plan = "", {}, {**entry.plan, "mended": {}}
    entry.save(update_fields=["file_name", "report", "plan"])


@app.periodic(cron="17 3 * * *")
@app.task(name="imports.forget", queueing_lock="imports.forget")
def forget_every_night(timestamp: int) -> None:
    """Each night."""
    forget_old(timezone.now())
