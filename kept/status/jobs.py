"""What staff decided on jobs that failed, done by the worker, whose role may; and the history's end, once a day."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from kept.status import failures, uptime
from kept.status.models import Failure

QUEUE = "kept"


@app.task(name="status.mend", queue=QUEUE)
def mend(failure: int) -> None:
    """Try a failed job again, or leave it for good, as a member of staff decided."""
    one = Failure.objects.filter(pk=failure, done_at=None).exclude(asked="").first()
    if one is None:
        return
    if one.asked == "retry" and failures.retry(one.job):
        Failure.objects.filter(pk=one.pk).update(final=False, asked="")
        return
    Failure.objects.filter(pk=one.pk).update(done_at=timezone.now())


@app.periodic(cron="11 2 * * *")
@app.task(name="status.age_out", queueing_lock="status.age_out", queue=QUEUE)
def age_out(timestamp: int) -> None:
    """Forget the days before the history."""
    uptime.age_out(datetime.now(UTC).date())
