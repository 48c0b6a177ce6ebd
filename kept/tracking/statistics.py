"""The operator's statistics: how the service answers, on what it runs. Read from the numbers of days, with no person in them (U4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Sum

from kept.policy.keeps import keeps
from kept.tracking.flood import HELD
from kept.tracking.models import ActiveInstance, Tally
from kept.tracking.sizes import percentile

HALF, MOST_OF_ALL = 0.5, 0.95
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Speed:
    """How a route, or a day, was answered."""

    of: Any
    requests: int
    p50: float
    p95: float
    refused: int
    failed: int
    instances: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """What a family of browsers or systems has of all visits, in a hundred."""

    name: str
    number: int
    share: float
    versions: str


@keeps("U4")
def routes(since: date, until: date) -> list[Speed]:
    """The routes asked most often in these days, their medians and 95th percentiles."""
    rows = _told(since, until, "key")
    return [_speed(name, rows[name]) for name in sorted(rows, key=lambda name: -_sum(rows[name]))][:SHOWN]


@keeps("U4")
def days(since: date, until: date) -> list[Speed]:
    """Each day, the latest first; a day without requests is left out."""
    rows = _told(since, until, "day")
    active = dict(
        ActiveInstance.objects.filter(day__range=(since, until)).values_list("day").annotate(n=Count("instance"))
    )
    return [_speed(day, rows[day], active.get(day, 0)) for day in sorted(rows, reverse=True)]


@keeps("U4")
def shares(what: str, since: date, until: date) -> list[Share]:
    """The families of one kind ("browser", "system", "screen") by how often they came, with their commonest versions."""
    found = (
        Tally.objects.filter(what=what, day__range=(since, until)).values_list("key", "part").annotate(n=Sum("number"))
    )
    families: dict[str, Counter[str]] = defaultdict(Counter)
    for key, part, number in found:
        families[key][part] += number
    total = sum(sum(versions.values()) for versions in families.values())
    told = [
        Share(
            name, n := sum(versions.values()), 100 * n / total, ", ".join(v for v, _n in versions.most_common(4) if v)
        )
        for name, versions in families.items()
    ]
    return sorted(told, key=lambda one: -one.number)


def failures(since: date, until: date) -> list[tuple[str, int]]:
    """Types of errors by how often they were met."""
    found = Tally.objects.filter(what="failure", day__range=(since, until)).values_list("key").annotate(n=Sum("number"))
    return [(str(name), int(number)) for name, number in found.order_by("-n")[:SHOWN]]


def dropped(since: date, until: date) -> int:
    """Lines that could not be kept in memory while the database was away."""
    return int(Tally.objects.filter(what="dropped", day__range=(since, until)).aggregate(n=Sum("number"))["n"] or 0)


def held(since: date, until: date) -> int:
    """Refused requests that a flood had counted without a line of their own."""
    return int(Tally.objects.filter(what=HELD, day__range=(since, until)).aggregate(n=Sum("number"))["n"] or 0)


def refused(since: date, until: date) -> int:
    """Requests that were refused or failed, with and without a line."""
    found = Tally.objects.filter(what="route", part__in=("4xx", "5xx"), day__range=(since, until))
    return int(found.aggregate(n=Sum("number"))["n"] or 0)


def span(days: int, today: date) -> tuple[date, date]:
    """The first and the last of so many days up to today."""
    return today - timedelta(days=days - 1), today


def _told(since: date, until: date, by: str) -> dict[Any, dict[tuple[str, int], int]]:
    rows = Tally.objects.filter(what="route", day__range=(since, until)).values_list(by, "part", "size")
    found: dict[Any, dict[tuple[str, int], int]] = defaultdict(dict)
    for of, part, size, number in rows.annotate(n=Sum("number")):
        found[of][part, size] = number
    return found


def _speed(of: Any, numbers: dict[tuple[str, int], int], instances: int = 0) -> Speed:
    by_size: Counter[int] = Counter()
    by_answer: Counter[str] = Counter()
    for (part, size), number in numbers.items():
        by_size[size] += number
        by_answer[part] += number
    return Speed(
        of, sum(by_size.values()), percentile(by_size, HALF), percentile(by_size, MOST_OF_ALL), by_answer["4xx"],
        by_answer["5xx"], instances,
    )  # fmt: skip


def _sum(numbers: dict[tuple[str, int], int]) -> int:
    return sum(numbers.values())
