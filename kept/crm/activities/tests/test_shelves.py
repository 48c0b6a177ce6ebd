"""Promises by how near they are: the reader's own week decides what is this one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kept.crm.activities.models import Task
from kept.crm.activities.tasks import shelves

FRIDAY = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)


def keys(week_start: int, *days: int) -> list[str]:
    """The shelves of promises due so many days after that Friday, in their order."""
    tasks = [Task(title="Call", deadline=FRIDAY + dt.timedelta(days=n)) for n in days]
    with timezone.override("Europe/Prague"):
        return [shelf.key for shelf in shelves(tasks, FRIDAY, week_start=week_start) for _task in shelf.tasks]


@pytest.mark.parametrize(
    ("week_start", "sunday"),
    [(1, "week"), (7, "after")],
)
def test_sunday_ends_the_week_or_begins_it(week_start: int, sunday: str) -> None:
    assert keys(week_start, 1, 2, 3) == ["week", sunday, "after"]


def test_from_late_to_later_each_promise_stands_once() -> None:
    assert keys(1, -1, 0, 2, 9, 10) == ["late", "today", "week", "after", "later"]


def test_on_the_last_day_of_a_week_tomorrow_is_next_week() -> None:
    assert keys(6, 0, 1, 7, 8) == ["today", "after", "after", "later"]
