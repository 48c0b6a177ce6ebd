"""Finished jobs do not stay for ever: a month after they ended, well or badly, their lines are gone from the queue."""

from __future__ import annotations

from asgiref.sync import async_to_sync

DAYS = 30


def forget() -> int:
    """Remove the lines of jobs that ended so long ago. Returns how many."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    before = ProcrastinateJob.objects.count()
    async_to_sync(app.job_manager.delete_old_jobs)(
        nb_hours=24 * DAYS, include_failed=True, include_cancelled=True, include_aborted=True
    )
    return max(before - ProcrastinateJob.objects.count(), 0)
