"""Jobs that fail are noted without a value, tried again with pauses, and dealt with on a page; figures can be red."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from kept.grants.staff import StaffRole
from kept.status import counting, evidence, failures, jobs, snapshot
from kept.status.models import Failure
from kept.tenancy.jobs import PAUSES, Patience
from kept.web.refused import Refused
from tests.cast import World
from tests.staff import hire

SECRET = "Kvido Tajný"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(counting, "_counts", None)


@dataclass
class Job:
    """As the queue hands it to the worker."""

    id: int
    task_name: str = "imports.run"
    attempts: int = 0


def fault() -> BaseException:
    try:
        raise ValueError(SECRET)
    except ValueError as found:
        return found


@pytest.mark.promise("D9", "C7")
def test_a_fault_is_noted_by_kind_and_place_and_never_by_what_it_said(db: None) -> None:
    failures.note(Job(1), fault(), final=False)
    failures.note(Job(1, attempts=1), fault(), final=True)
    one = Failure.objects.get()
    assert (one.task, one.fault, one.tries, one.final) == ("imports.run", "ValueError", 2, True)
    assert "test_failures.py" in one.place
    assert SECRET not in str(vars(one))


@pytest.mark.promise("D9")
def test_pauses_grow_and_what_was_refused_is_not_tried_again() -> None:
    patience = Patience()
    waits = [
        patience.get_retry_decision(exception=ValueError(), job=Job(1, attempts=n)) for n in range(len(PAUSES) + 1)
    ]
    assert waits[-1] is None
    moments = [one.retry_at for one in waits[:-1] if one and one.retry_at]
    assert moments == sorted(moments)
    assert len(moments) == len(PAUSES)
    assert patience.get_retry_decision(exception=Refused("no"), job=Job(1)) is None


def test_what_runs_by_the_clock_has_one_line_until_it_goes_well(db: None) -> None:
    for number in range(3):
        failures.note(Job(number + 1, "mail.post"), fault(), final=False)
    assert Failure.objects.get().tries == 3
    assert not failures.dead().exists()
    failures.well_again(Job(9, "mail.post"))
    assert Failure.objects.get().done_at is not None


@pytest.mark.promise("D9")
def test_staff_have_a_failed_job_tried_again_or_leave_it_with_a_reason(world: World) -> None:
    on_call = hire(world, "bob", StaffRole.ON_CALL)
    rows = [
        ProcrastinateJob(queue_name="kept", task_name="imports.run", args={"user_id": 7}, status="failed") for _ in "ab"
    ]
    keys = [_insert(row) for row in rows]
    for key in keys:
        failures.note(Job(key), fault(), final=True)
    first, second = Failure.objects.order_by("job")
    page = on_call.get("/operator/jobs/").content.decode()
    assert "ValueError" in page
    assert "user_id" not in page
    assert on_call.post(f"/operator/jobs/{second.pk}/drop/", {"because": ""}).status_code == 422
    assert on_call.post(f"/operator/jobs/{second.pk}/drop/", {"because": "Done by hand."}).status_code == 302
    assert on_call.post(f"/operator/jobs/{first.pk}/retry/").status_code == 302
    assert on_call.post(f"/operator/jobs/{first.pk}/retry/").status_code == 409, "once is enough"
    jobs.mend(second.pk)
    second.refresh_from_db()
    assert (second.done_at is not None, second.because) == (True, "Done by hand.")
    assert ProcrastinateJob.objects.filter(task_name="status.mend").count() == 2
    assert hire(world, "alice", StaffRole.EDITOR).get("/operator/jobs/").status_code == 403


def _insert(row: ProcrastinateJob) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES (%s, %s, '{\"user_id\": 7}', 'failed') RETURNING id",
            [row.queue_name, row.task_name],
        )
        return int(cursor.fetchone()[0])


@pytest.mark.promise("D9")
def test_each_figure_can_be_red(db: None, monkeypatch: Any) -> None:
    assert not evidence.up().good
    assert not evidence.watched().good
    assert not evidence.oldest_work().good
    with snapshot.changing() as known:
        known.at = time.time()
        known.parts = [snapshot.Part("web", "well"), snapshot.Part("queue", "well", figures={"oldest_seconds": 4.0})]
        known.days = {"web": [["2026-11-20", 1440, 0, 0, 0, 0], ["2026-11-21", 1439, 0, 1, 0, 0]]}
    assert all(figure().good for figure in (evidence.up, evidence.watched, evidence.oldest_work, evidence.dead_letters))
    with snapshot.changing() as known:
        known.parts = [snapshot.Part("web", "down"), snapshot.Part("queue", "down", figures={"oldest_seconds": 4000.0})]
        known.days["web"][1][4] = 900
    failures.note(Job(1), fault(), final=True)
    assert not any(
        figure().good for figure in (evidence.up, evidence.watched, evidence.oldest_work, evidence.dead_letters)
    )
    monkeypatch.setattr(evidence, "_costs", lambda hour: (200.0, 20.0))
    assert not evidence.alike().good
