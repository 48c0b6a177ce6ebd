"""What was given for a time runs out: the ledger says so too, once a day. `may` needs no line for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from kept.consent import choosing
from kept.consent.ledger import at_the_ledger, choices
from kept.consent.people import Someone
from kept.consent.states import State
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

MOST = 1000  # lines in one transaction


def expire_all(now: datetime | None = None) -> int:
    """Note all consents that have run out, of the operator's own data and of every instance. Returns how many."""
    now = now or timezone.now()
    with system("consent.expire", purpose="C3"):
        number = expire_in(None, now)
    for instance_id in Instance.objects.filter(ended_at=None).values_list("pk", flat=True):
        with system("consent.expire", instance_id, purpose="L5"):
            number += expire_in(instance_id, now)
    return number


def expire_in(instance_id: int | None, now: datetime) -> int:
    """The same for one ledger, which must be open."""
    with at_the_ledger(instance_id):
        over = choices(instance_id).filter(latest=True, chosen=State.GIVEN.value, until__lte=now).order_by("pk")
        lines = list(over[:MOST])
        for line in lines:
            choosing.expire(_whose(line, instance_id), line.purpose, channel="system", at=line.until)
    return len(lines)


def _whose(line: Any, instance_id: int | None) -> Someone:
    """The person by this one name of theirs."""
    if line.who == f"{line.kind}:{line.key}":
        return Someone(kind=line.kind, key=line.key, instance_id=instance_id)
    return Someone(hashed=line.who, instance_id=instance_id)
