"""Asking for the end of an instance, taking it back, and closing it when the grace is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.ending.models import GRACE, MOST_DAYS, Ending
from kept.tenancy.models import Instance
from kept.web.refused import Refused


def current(instance_id: int) -> Ending | None:
    """The ending of an instance that stands, if one was asked for."""
    return Ending.objects.filter(of_id=instance_id, taken_back_at=None).first()


@keeps("L1", "L5")
def ask(instance: Instance, *, by: Any, keep_days: int, contract: str = "", by_operator: bool = False) -> Ending:
    """Have an instance end: closed after the grace, emptied `keep_days` after that. Raises Refused for a second one."""
    at = clock.now()
    try:
        with transaction.atomic():
            made: Ending = Ending.objects.create(
                of=instance,
                asked_at=at,
                asked_by_id=getattr(by, "pk", by),
                by_operator=by_operator,
                contract=contract,
                closes_at=at + timedelta(days=GRACE),
                keep_days=min(max(keep_days, 0), MOST_DAYS),
            )
    except IntegrityError as twice:
        raise Refused(_("The end of this instance has been asked for already."), promise="L1") from twice
    return made


def take_back(ending: Ending, *, by: Any) -> None:
    """Go on as if it had never been asked for. Raises Refused once it is closed."""
    changed = Ending.objects.filter(pk=ending.pk, closed_at=None, taken_back_at=None).update(
        taken_back_at=clock.now(), taken_back_by_id=getattr(by, "pk", by)
    )
    if not changed:
        raise Refused(_("The instance is closed. It cannot be taken back any more."), promise="L1")
    ending.refresh_from_db()


@keeps("L1")
def close(ending: Ending) -> bool:
    """The contract ends: nobody enters but administrators, to read and to take along. Returns whether it was open."""
    at = clock.now()
    with transaction.atomic():
        if not Ending.objects.filter(pk=ending.pk, closed_at=None, taken_back_at=None).update(closed_at=at):
            return False
        Instance.objects.filter(pk=ending.of_id, ended_at=None).update(
            ended_at=at, empties_at=at + timedelta(days=ending.keep_days)
        )
    ending.refresh_from_db()
    return True


@keeps("L1")
def sooner(ending: Ending, keep_days: int) -> None:
    """Let the data of a closed instance go sooner; never later than was said."""
    ending.keep_days = min(max(keep_days, 0), ending.keep_days)
    with transaction.atomic():
        ending.save(update_fields=["keep_days"])
        Instance.objects.filter(pk=ending.of_id).update(empties_at=ending.ends_at)
