"""The live figures turn red when what they measure is wrong."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kept.policy import clock
from kept.policy.ageing import AGEING
from kept.policy.keeps import Figure
from kept.privacy.retention.running import run
from kept.tenancy.opening import system
from kept.tracking import evidence
from kept.tracking.models import Device, Release, Released, RequestLine, Tally


def line(**said: Any) -> None:
    usual = {
        "at": clock.now(), "ip": "198.51.100.4", "method": "GET", "route": "contacts:list", "status": 200, "satisfied": True,
        "duration_ms": 1.0, "queries": 1, "bytes": 1024, "device": "", "request_id": uuid.uuid4(), "failure": "",
    }  # fmt: skip
    with system("tests"):
        RequestLine.objects.create(**(usual | said))


def measured(measure: Any) -> Figure:
    with system("tests"):
        figure: Figure = measure()
        return figure


@pytest.mark.promise("C7")
def test_all_fields_are_declared_until_one_is_not(db: None, monkeypatch: Any) -> None:
    assert measured(evidence.declared_fields).good
    monkeypatch.setattr(evidence, "DECLARED", evidence.DECLARED[:-1])
    assert not measured(evidence.declared_fields).good


@pytest.mark.promise("C7")
def test_a_line_with_an_address_in_it_turns_the_figure_red(db: None) -> None:
    line()
    assert measured(evidence.nothing_typed).good
    line(route="jan@example.cz")
    assert not measured(evidence.nothing_typed).good


@pytest.mark.promise("C7")
def test_lines_go_when_their_term_is_over_and_an_older_one_turns_the_figure_red(db: None) -> None:
    line(at=clock.now() - timedelta(days=80))
    assert measured(evidence.oldest_line).good
    line(at=clock.now() - timedelta(days=95))
    assert not measured(evidence.oldest_line).good
    run(planning=False)
    assert measured(evidence.oldest_line).good
    with system("tests"):
        assert RequestLine.objects.count() == 1


def test_lost_lines_are_told(db: None) -> None:
    assert measured(evidence.lines_dropped).good
    Tally.objects.create(day=clock.today(), what="dropped", key="", part="", size=0, number=3)
    assert not measured(evidence.lines_dropped).good


@pytest.mark.promise("C4")
def test_a_device_told_by_its_own_words_turns_the_figure_red(db: None) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    for user, browser in ((1, "Firefox"), (2, "JanNovakBot")):
        with system("tests"):
            Device.objects.create(
                month=at.date(), user_id=user, instance=1, browser=browser, browser_version="132", system="Windows",
                system_version="10", first_at=at, last_at=at,
            )  # fmt: skip
        assert measured(evidence.devices_by_family).good is (user == 1)


@pytest.mark.promise("U4")
def test_a_person_in_the_statistics_turns_the_figure_red(db: None) -> None:
    assert measured(evidence.nobody_in_statistics).good
    Tally.objects.create(day=clock.today(), what="route", key="jan@example.cz", part="", size=0, number=1)
    assert not measured(evidence.nobody_in_statistics).good


@pytest.mark.promise("S3")
def test_a_small_group_that_left_turns_the_figure_red(db: None) -> None:
    assert measured(evidence.smallest_group).good
    release = Release.objects.create(
        month=date(2026, 10, 1), released_at=clock.now(), least_persons=10, least_instances=3
    )
    Released.objects.create(release=release, browser="Chrome", system="", number=12)
    assert measured(evidence.smallest_group).good
    Released.objects.create(release=release, browser="Safari", system="", number=9)
    assert not measured(evidence.smallest_group).good


def test_numbers_of_days_end_too(db: None) -> None:
    Tally.objects.create(day=clock.today() - timedelta(days=800), what="route", key="x", part="", size=0, number=1)
    Tally.objects.create(day=clock.today(), what="route", key="x", part="", size=0, number=1)
    assert AGEING["tracking.numbers"].act() == 1
