"""Statistics of a month leave once, from what people used last, and say nothing of few."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from kept.policy.clock import moved
from kept.tenancy.opening import system
from kept.tracking import jobs
from kept.tracking.models import Device, Release, Released
from kept.tracking.publishing.gathering import cell_of, world_of
from tests.markup import tight

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


def used(month: date, first: int, last: int, browser: str = "Firefox", house: str = "Windows", hour: int = 1) -> None:
    """These people used this in a month; they belong to five instances."""
    at = datetime(month.year, month.month, 10, hour, tzinfo=UTC)
    with system("tests"):
        Device.objects.bulk_create(
            Device(
                month=month, user_id=n, instance=n % 5 + 1, browser=browser, browser_version="132", system=house,
                system_version="10", first_at=at, last_at=at,
            )
            for n in range(first, last)
        )  # fmt: skip


def on(month: date, day: int = 2) -> None:
    """The job of a night."""
    with moved(datetime(month.year, month.month, day, 3, 20, tzinfo=UTC)):
        jobs.release.func(timestamp=0)


@pytest.mark.promise("S3", "U4")
def test_a_month_leaves_once_it_is_over_with_its_large_groups_alone(db: None, client: Client) -> None:
    used(OCTOBER, 0, 30)
    used(OCTOBER, 100, 104, "Safari", "iOS")
    on(NOVEMBER, 1)
    assert not Release.objects.exists()
    on(NOVEMBER)
    on(NOVEMBER, 3)
    assert Release.objects.get().month == OCTOBER
    told = set(Released.objects.values_list("number", flat=True))
    assert told and 4 not in told and 34 not in told, "the sum of all would tell of the four"
    page = tight(client.get("/statistics").content.decode())
    assert "Firefox" in page and ">30<" in page and "Safari" not in page
    assert client.get("/statistics.json").json()["releases"][0]["month"] == "2026-10"


@pytest.mark.promise("S3")
def test_a_few_newcomers_are_not_told_of_by_the_difference_of_two_months(db: None, client: Client) -> None:
    used(OCTOBER, 0, 30)
    on(NOVEMBER)
    used(NOVEMBER, 0, 33)
    on(DECEMBER)
    assert Release.objects.count() == 2
    assert set(Released.objects.values_list("number", flat=True)) == {30}
    assert "10/2026" in client.get("/statistics").content.decode(), "the old number stands, with its month"


def test_a_person_counts_once_with_what_they_used_last(db: None) -> None:
    used(OCTOBER, 0, 3)
    used(OCTOBER, 1, 2, "Chrome", "Ubuntu", hour=5)
    assert {cell: len(group) for cell, group in world_of(OCTOBER).items()} == {
        ("Firefox", "Windows"): 2,
        ("Chrome", "Linux"): 1,
    }


def test_families_that_are_rare_are_other() -> None:
    assert cell_of("Vivaldi", "FreeBSD") == ("other", "other")


@pytest.mark.promise("S3", "R4")
def test_who_had_their_data_locked_is_not_counted(db: None) -> None:
    from kept.privacy.erasure.models import Restriction

    used(OCTOBER, 0, 12)
    with system("tests"):
        Restriction.objects.create(instance_id=0, label="identity.user", key=3, since=datetime.now(UTC) - timedelta(1))
    assert len(world_of(OCTOBER)["Firefox", "Windows"]) == 11
