"""Jobs that failed: noted when they do, by kind of fault and place in the code; tried again or dropped by staff.

What the fault said is not noted: it may quote what somebody typed. Nor are the arguments of the job.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app

from kept.policy.keeps import keeps
from kept.status.models import Failure

log = logging.getLogger("kept.jobs")
ROOT = Path(__file__).resolve().parents[2]


@keeps("D9")
def note(job: Any, fault: BaseException, *, final: bool) -> None:
    """Write down the fault. A database that is away is no reason to hide it: then it stands in the log alone."""
    known = {"task": job.task_name, "fault": type(fault).__name__, "place": place_of(fault), "at": timezone.now()}
    log.error("%s failed: %s at %s", known["task"], known["fault"], known["place"])
    before = Failure.objects.filter(task=job.task_name, done_at=None) if by_the_clock(job.task_name) else None
    try:
        if before is not None and before.update(**known, job=job.id, tries=F("tries") + 1):
            return
        Failure.objects.update_or_create(
            job=job.id, defaults={**known, "tries": job.attempts + 1, "final": final, "asked": "", "done_at": None}
        )
    except DatabaseError as trouble:
        log.error("it could not be noted: %s", type(trouble).__name__)


def well_again(job: Any) -> None:
    """It went through after all; of what runs by the clock the next one that does counts."""
    if by_the_clock(job.task_name):
        failed = Failure.objects.filter(task=job.task_name, done_at=None)
    elif job.attempts:
        failed = Failure.objects.filter(job=job.id, done_at=None)
    else:
        return
    failed.update(done_at=timezone.now(), final=False)


def by_the_clock(task: str) -> bool:
    """Whether a kind of job comes again by itself: one that failed is not lost then, but should be seen."""
    return any(name == task for name, _id in app.periodic_registry.periodic_tasks)


def place_of(fault: BaseException) -> str:
    """The last line of ours that the fault came through, else the last of all: file, line, function."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(str(ROOT / "kept"))]
    found = (ours or frames)[-1:]
    return "".join(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in found)[:200]


def _short(path: str) -> str:
    return str(Path(path).relative_to(ROOT)) if path.startswith(str(ROOT / "kept")) else Path(path).name


def is_final(context: Any, fault: BaseException) -> bool:
    task = app.tasks.get(context.job.task_name)
    if by_the_clock(context.job.task_name):
        return False
    return task is None or task.get_retry_exception(exception=fault, job=context.job) is None


def dead() -> Any:
    """Those that will not be tried again by themselves and that nobody has dealt with, the newest first."""
    return Failure.objects.filter(final=True, done_at=None)


def retry(job: int) -> bool:
    """Put a failed job back into the queue, as it was. Returns whether it was one that had failed."""
    manager: Any = app.job_manager
    if async_to_sync(manager.get_job_status_async)(job).value != "failed":
        return False
    async_to_sync(manager.retry_job_by_id_async)(job_id=job, retry_at=timezone.now())
    return True
