"""The operator's page of backups, and the figures on the trust page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kept.backup import evidence
from kept.backup.models import Backup, Drill, Watch
from kept.grants.staff import StaffRole
from tests.cast import World
from tests.staff import hire
from tests.walk import signed_in

URL = "/operator/backups/"


def remembered(*, hours: float, good: bool = True, alarms: tuple[str, ...] = ()) -> None:
    at = timezone.now() - timedelta(hours=hours)
    Backup.objects.create(
        name=f"{at:%Y%m%dT%H%M%SZ}", begun_at=at, moment_at=at, finished_at=at, size=60_000_000, rows=2688, seconds=1.4
    )
    Drill.objects.create(
        at=at, backup=f"{at:%Y%m%dT%H%M%SZ}", good=good, seconds=3.4, findings=[["rows", good, "%(n)s", {"n": 2688}]]
    )
    told = [{"code": "x", "words": words, "facts": {}} for words in alarms]
    Watch.objects.create(ages=[["Backups", at.isoformat(), at.isoformat(), True]], alarms=told, days=14)


@pytest.mark.promise("D4")
def test_on_call_staff_see_backups_and_nobody_else_does(world: World) -> None:
    remembered(hours=3)
    shown = hire(world, "bob", StaffRole.ON_CALL).get(URL)
    assert shown.status_code == 200
    assert "3 hours ago" in shown.content.decode()
    assert hire(world, "carol", StaffRole.EDITOR).get(URL).status_code in (403, 404)
    assert signed_in(world.ours, "alice").get(URL).status_code == 404


@pytest.mark.promise("D4")
def test_an_alarm_stands_on_the_page_in_the_readers_words(world: World) -> None:
    remembered(hours=3, alarms=("There is no backup.",))
    assert "There is no backup." in hire(world, "bob", StaffRole.ON_CALL).get(URL).content.decode()


@pytest.mark.promise("D4")
@pytest.mark.parametrize(
    ("hours", "good", "expected"), [(3, True, (True, True)), (30, True, (False, False)), (3, False, (True, False))]
)
def test_the_figures_turn_red_when_a_backup_is_late_or_its_restore_failed(
    db: None, hours: float, good: bool, expected: tuple[bool, bool]
) -> None:
    remembered(hours=hours, good=good)
    assert (evidence.last_backup().good, evidence.last_restore().good) == expected


@pytest.mark.promise("D4")
def test_without_any_backup_every_figure_is_red(db: None) -> None:
    assert [figure().good for figure in (evidence.last_backup, evidence.last_restore, evidence.reach)] == [False] * 3


@pytest.mark.promise("D4")
def test_the_reach_is_red_while_something_is_wrong(db: None) -> None:
    remembered(hours=2)
    assert evidence.reach().good
    remembered(hours=1, alarms=("There is no backup.",))
    assert not evidence.reach().good


@pytest.mark.promise("D1")
def test_the_place_of_the_backups_is_told_and_red_while_it_does_not_answer(db: None) -> None:
    remembered(hours=1)
    assert evidence.place_of_the_backups().good
    Watch.objects.create(ages=[], alarms=[{"code": "away", "words": "x", "facts": {}}], days=0)
    assert not evidence.place_of_the_backups().good
