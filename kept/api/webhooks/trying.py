"""Trying a webhook: a parcel that tells of nobody is sent once, now, and its answer stands among what was told lately."""

from __future__ import annotations

from kept.api.webhooks import delivering
from kept.api.webhooks.keeping import standing
from kept.api.webhooks.models import Webhook
from kept.api.webhooks.parcels import trial
from kept.tenancy.jobs import Doors, job

NEEDS = "instance.manage"


@job("webhooks.try", admits=(NEEDS,))
def run(doors: Doors, *, webhook_id: int) -> None:
    """Send it. A machine that failed and takes it is told at once what waited; one that does not is where it was."""
    with doors.open():
        row = standing().filter(pk=webhook_id).first()
        if row is None:
            return
        line, parcel = delivering.Line.to(row), trial()
    status = delivering.told(line, parcel)
    with doors.open():
        row = Webhook.objects.select_for_update().filter(pk=webhook_id).first()
        if row is None:
            return
        if delivering.taken(status):
            delivering.settle(row, parcel, status)
            return
        row.status = status[:40]
        row.save(update_fields=["status"])
        delivering.note(row, parcel)
