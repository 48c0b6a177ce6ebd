"""Jobs: work that goes on without the person. Queued in the transaction that causes it; each opens its own doors.

@job("imports.run", admits=("contacts.import",))
def run(doors: Doors, *, import_id: int) -> None:
    with doors.open() as access: ...

run.later(access, import_id=7)      # when this transaction commits, and never otherwise
run.now(access, import_id=7)        # here, as the same person
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from kept.audit.access import Access
from kept.policy.automatic import ACTS, ASKED
from kept.policy.doors import allow
from kept.tenancy.once import settled_of
from kept.tenancy.opening import opened
from kept.web.refused import Refused

STALLED = 30  # seconds without a sign of life from the worker
PAUSES = (10, 60, 300, 1800, 7200)  # seconds before a job that failed is tried again
JOBS: dict[str, Job] = {}
_gate: list[Callable[[Access, tuple[str, ...]], None]] = []


def guard(gate: Callable[[Access, tuple[str, ...]], None]) -> None:
    """Set what gives a job's Access the rights of its person, or refuses. The room of grants does so once."""
    _gate[:] = [gate]


class Patience(BaseRetryStrategy):
    """A job that failed is tried again, each time after a longer pause. What was refused stays refused."""

    def get_retry_decision(self, *, exception: BaseException, job: Any) -> RetryDecision | None:
        """When to try again; None when it makes no sense, or was tried often enough."""
        if isinstance(exception, Refused | PermissionDenied) or job.attempts >= len(PAUSES):
            return None
        return RetryDecision(retry_in={"seconds": PAUSES[job.attempts]})


@dataclass(frozen=True, slots=True)
class Doors:
    """What a job has instead of a request: the way to open as many passages as it needs, one a transaction."""

    name: str
    instance_id: int
    user_id: int
    admits: tuple[str, ...]

    @contextmanager
    def open(self) -> Iterator[Access]:
        """A transaction with an Access of the person who asked, with the rights they have now."""
        passage = Access(f"job {self.name}", "job", self.instance_id, user_id=self.user_id)
        with opened(passage):
            _gate[0](passage, self.admits)
            yield passage


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of work. It carries ids alone: whoever reads the queue learns nothing of anybody."""

    name: str
    admits: tuple[str, ...]
    work: Callable[..., Any]
    task: Any

    def later(self, access: Access, **ids: int) -> None:
        """Queue it, in the transaction that is open."""
        self.task.defer(instance_id=access.instance_id, user_id=access.user_id, **ids)

    def now(self, access: Access, **ids: int) -> Any:
        """Do it here and now."""
        return self.work(Doors(self.name, access.instance_id, access.user_id or 0, self.admits), **ids)


def job(name: str, *, admits: tuple[str, ...]) -> Callable[[Callable[..., Any]], Job]:
    """Make a job of a function. It is marked like every door, and runs again when its worker was killed."""

    def mark(work: Callable[..., Any]) -> Job:
        def task(instance_id: int, user_id: int, **ids: int) -> None:
            work(Doors(name, instance_id, user_id, admits), **ids)

        allow(*admits)(work)
        made = Job(name, admits, work, app.task(name=name, retry=Patience(), queue="kept")(task))
        JOBS[name] = made
        ACTS.setdefault(name, ASKED)
        return made

    return mark


@app.periodic(cron="* * * * *")
@app.task(name="jobs.rescue", queueing_lock="jobs.rescue", pass_context=True)
async def rescue(context: Any, timestamp: int) -> None:
    """Take up again what a killed worker left in the middle. Of what comes again by itself the next one may wait in the
    queue already: two of them may not, so the one that was left ends, and lets the next one have its lock."""
    manager = context.app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED))
    done = await settled_of(context.app.connector, [left.id for left in stalled])
    for left in stalled:
        if left.id in done:
            await manager.finish_job(left, status=Status.SUCCEEDED, delete_job=False)
            continue
        try:
            await manager.retry_job(left)
        except UniqueViolation:
            await manager.finish_job(left, status=Status.ABORTED, delete_job=False)
