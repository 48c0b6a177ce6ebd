"""Releasing: once a month what may leave of the month before, as the numbers stand behind what left earlier."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.tracking.models import Release, Released
from kept.tracking.publishing.gathering import SHAPE, world_of
from kept.tracking.publishing.protecting import Earlier, Least, protect
from kept.tracking.terms import period

SETTLED = 2  # days into a month before the one before it is told of


def least() -> Least:
    """The smallest group that may be told of: the register's figures, or the operator's stricter ones."""
    known = controller()
    return Least(known.limit("statistics_persons"), known.limit("statistics_instances"))


def due(today: date) -> date | None:
    """The month that is over and not told of yet."""
    if today.day < SETTLED:
        return None
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return None if Release.objects.filter(month__gte=month).exists() else month


@keeps("S3", "U4")
def release(month: date) -> Release:
    """Let out what may leave of a month."""
    limits = least()
    numbers = protect(SHAPE, world_of(month), earlier(), limits)
    with transaction.atomic():
        made: Release = Release.objects.create(
            month=month, released_at=clock.now(), least_persons=limits.persons, least_instances=limits.instances
        )
        Released.objects.bulk_create(
            Released(release=made, browser=browser, system=system, number=number)
            for (browser, system), number in sorted(numbers.items())
        )
    return made


def earlier() -> list[Earlier]:
    """All that has left, with the people behind it while every line of them is still held."""
    held = period().days and clock.today() - timedelta(days=period().days)
    found = []
    for made in Release.objects.prefetch_related("numbers"):
        numbers = {(one.browser, one.system): one.number for one in made.numbers.all()}
        whole = bool(held and made.month > held)
        found.append(Earlier(numbers, world_of(made.month) if whole else None))
    return found
