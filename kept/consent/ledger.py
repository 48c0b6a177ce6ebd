"""The two ledgers, and the way into each: whoever asks about a person need not know whose data they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from kept.audit import access
from kept.consent.models import (
    Choice,
    InstanceChoice,
    InstanceSuppression,
    InstanceWording,
    Suppression,
    Wording,
)
from kept.consent.people import Someone
from kept.consent.states import Standing, State
from kept.tenancy.opening import system

ALL = "*"  # every purpose


def choices(instance_id: int | None) -> Any:
    """The lines about the operator's own data, or about the people of the open instance."""
    return InstanceChoice.objects.all() if instance_id else Choice.objects.all()


def wordings(instance_id: int | None) -> Any:
    """The words that were shown."""
    return InstanceWording.objects.all() if instance_id else Wording.objects.all()


def stops(instance_id: int | None) -> Any:
    """The list of addresses to be left alone."""
    return InstanceSuppression.objects.all() if instance_id else Suppression.objects.all()


@contextmanager
def at_the_ledger(instance_id: int | None, purpose: str = "") -> Iterator[None]:
    """Through the open door where it leads to this ledger, else through one of the system's own."""
    passage = access.current()
    if passage is not None and (not instance_id or passage.instance_id == instance_id):
        yield
        return
    with system("consent", instance_id or 0, purpose=purpose):
        yield


def lines_of(someone: Someone, purposes: tuple[str, ...], at: datetime | None = None) -> dict[tuple[str, str], Any]:
    """The line that stands, now or at a moment, by name and purpose."""
    rows = choices(someone.instance_id).filter(who__in=someone.names(), purpose__in=purposes).order_by("pk")
    rows = rows.filter(latest=True) if at is None else rows.filter(at__lte=at)
    return {(row.who, row.purpose): row for row in rows}


def standing_of(line: Any) -> Standing:
    """Where a line leaves its person."""
    return Standing() if line is None else Standing(State(line.chosen or State.NOT_ASKED), line.locked)
