"""Counting: one more for a place and a day. What is told is never less than the smallest group of a statistic (C6, S3)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Sum

from kept.newsletter.models import HandedOver, Issue, Reading
from kept.outside import aggregates
from kept.policy import clock
from kept.policy.controller import in_force
from kept.policy.keeps import keeps

PARTY = "marketing"


@keeps("C6")
def one_more(place: str) -> None:
    """Count a reading, of nobody in particular."""
    row, _new = Reading.objects.get_or_create(place=place[:40], day=clock.today())
    Reading.objects.filter(pk=row.pk).update(number=F("number") + 1)


def of_issue(issue: Issue) -> int:
    """How often an issue was read, by those who let it be counted."""
    return int(Reading.objects.filter(place=f"issue:{issue.pk}").aggregate(n=Sum("number"))["n"] or 0)


@keeps("C6")
def shown(number: int) -> int | None:
    """The number, or None when it is smaller than may be told."""
    return number if number >= least() else None


def least() -> int:
    """The smallest group that a number may tell of."""
    return in_force().limit("statistics_persons").value


def table() -> list[tuple[str, int]]:
    """All places with their numbers, the most read first."""
    titles = {f"issue:{pk}": subject for pk, subject in Issue.objects.values_list("pk", "subject")}
    counted = Reading.objects.values_list("place").annotate(n=Sum("number")).order_by("-n", "place")
    return [(titles.get(place, place.removeprefix("page:")), number) for place, number in counted]


@keeps("C6", "S1")
def hand_over() -> tuple[str, bytes]:
    """The numbers for the party that supports our marketing: its name, and the file. Raises NoRecipient where none is
    under contract: then nothing goes."""
    rows = table()
    packed: Any = aggregates.packed(PARTY, rows, purpose="C6", least=least())
    HandedOver.objects.create(recipient=packed.recipient, numbers=packed.numbers, held_back=len(rows) - packed.numbers)
    return packed.recipient, packed.content
