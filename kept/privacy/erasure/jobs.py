"""Work that goes on without anybody waiting: erasures are finished, copies that were not fetched are removed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app

from kept.policy.doors import allow
from kept.privacy.erasure import erasing, ledger, shelf
from kept.privacy.erasure.models import Certificate, State
from kept.privacy.erasure.passages import inside
from kept.privacy.erasure.replaying import replay
from kept.tenancy.jobs import Doors, job
from kept.tenancy.models import Instance

PATIENCE = timedelta(minutes=10)  # an erasure asked for may wait for its own job; then we go on with it


@job("erasure.finish", admits=("privacy.manage",))
def finish(doors: Doors, *, certificate_id: int) -> None:
    """Do what an erasure in an instance asks for: each store in its own transaction, so that a kill loses nothing."""
    with doors.open():
        certificate = Certificate.objects.get(instance_id=doors.instance_id, pk=certificate_id)
    erasing.finish(certificate)


@app.periodic(cron="*/5 * * * *")
@app.task(name="erasure.go_on", queueing_lock="erasure.go_on", queue="kept")
@allow("operator")
def go_on(timestamp: int) -> int:
    """Try again what is unfinished, and take up what a crash left between the ledger and the database."""
    tried = sum(_try_again(certificate) for certificate in unfinished())
    known = {str(certificate.number) for certificate in unfinished()}
    before = (timezone.now() - PATIENCE).isoformat()
    lost = [
        line.number
        for line in ledger.lines()
        if line.act == ledger.ASKED and line.at < before and line.number in set(ledger.open_numbers()) - known
    ]
    if lost:
        replay(lost)
    return tried + len(lost)


def unfinished() -> list[Certificate]:
    """All erasures that are not complete and have waited."""
    with inside(None):
        places = [0, *Instance.objects.values_list("pk", flat=True)]
    found: list[Certificate] = []
    for place in places:
        with inside(place):
            rows = Certificate.objects.filter(instance_id=place, asked_at__lt=timezone.now() - PATIENCE)
            found += list(rows.exclude(state=State.COMPLETE))
    return found


def _try_again(certificate: Certificate) -> int:
    erasing.finish(certificate)
    return 1


@app.periodic(cron="47 * * * *")
@app.task(name="erasure.drop_old", queueing_lock="erasure.drop_old", queue="kept")
@allow("operator")
def drop_old(timestamp: int) -> Any:
    """Remove the copies that nobody fetched in time."""
    return shelf.drop_old()
