"""Housekeeping of the notice: the first version is kept, and whoever has not been told of a later one is told."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.privacy.notices import current
from kept.privacy.notices.models import NoticeVersion
from kept.privacy.notices.telling import tell_everybody, tell_others
from kept.tenancy.opening import system


@app.periodic(cron="* * * * *")
@app.task(name="notices.tell", queueing_lock="notices.tell", queue="kept")
def tell(timestamp: int) -> None:
    """Take up telling wherever it stopped. A version after the first tells everybody who was here before it."""
    with system("notices.keep_first", purpose="A1"):
        current.keep_first()
        last = NoticeVersion.objects.order_by("-number").first()
    if last is not None and last.changes:
        tell_everybody(last)
        tell_others(last)
