"""A worker that kills itself at a named step: a process of its own with the steps of the program wrapped from outside.

The steps are those at which something is half done: taken from the queue, let in at the door, something written, just
before and just after a commit, a letter handed over, and done but not said so in the queue. `commit 3` is the third.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

TAKEN, OPENED, EFFECT, SENT, RESCUED, FINISHING = "taken", "opened", "effect", "sent", "rescued", "finishing"
COMMIT, COMMITTED = "commit", "committed"
ONCE = (TAKEN, OPENED, EFFECT, SENT, RESCUED, FINISHING)
COUNTED = (COMMIT, COMMITTED)
WORD = "steps.json"
WRITES = ("INSERT", "UPDATE", "DELETE")


def worker(step: str = "", kind: str = "") -> bool:
    """Have a worker do all that waits. It is killed when it comes to the step, of a job of this kind where one is named;
    returns whether it was. Without a step it leaves word of the steps that it came by (`steps_of`)."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            _work(step, kind)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    _pid, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    if os.waitstatus_to_exitcode(status):
        raise AssertionError(f"the worker broke at {step or 'no step'}")
    return False


def steps_of(folder: Path) -> list[str]:
    """The steps that the last worker in this data folder came by: each commit by its number."""
    seen = json.loads((folder / WORD).read_text())
    counted = [f"{name} {number}" for name in COUNTED for number in range(1, seen.get(name, 0) + 1)]
    return [*(name for name in ONCE if name in seen), *counted]


def _work(step: str, kind: str) -> None:
    from django.conf import settings
    from procrastinate.contrib.django import app

    steps = Steps(step, kind)
    steps.wrap()
    with app.replace_connector(app.connector.get_worker_connector()) as ours:  # type: ignore[attr-defined]
        middleware = [steps.at_taken, *settings.PROCRASTINATE_WORKER_DEFAULTS["worker_middleware"]]

        async def all_of_it() -> None:
            async with ours.open_async():
                await ours.run_worker_async(
                    wait=False, concurrency=1, install_signal_handlers=False, worker_middleware=middleware
                )

        asyncio.run(all_of_it())
    if not step:
        (Path(settings.DATA_DIR) / WORD).write_text(json.dumps(steps.seen))


class Steps:
    """Where the process dies."""

    def __init__(self, step: str, kind: str) -> None:
        self.name, _, number = step.partition(" ")
        self.left, self.kind = int(number or 1), kind
        self.busy = False
        self.seen: Counter[str] = Counter()

    def at(self, name: str) -> None:
        """We are there."""
        if self.busy:
            self.seen[name] += 1
        if name != self.name or not self.busy:
            return
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)

    async def at_taken(self, call_next: Any, context: Any, worker: Any) -> Any:
        self.busy = context.job.task_name == self.kind if self.kind else context.job.task_name != "jobs.rescue"
        self.at(TAKEN)
        return await call_next()

    def wrap(self) -> None:
        """Put ourselves around the steps of the program."""
        from django.db.backends.base.base import BaseDatabaseWrapper
        from django.db.backends.utils import CursorWrapper
        from procrastinate.manager import JobManager
        from procrastinate.worker import Worker

        from kept.outside import mail

        database: Any = BaseDatabaseWrapper
        statement: Any = CursorWrapper
        commit, execute, carried = database._commit, statement._execute, mail.carried
        finish, again = JobManager.finish_job, JobManager.retry_job

        def committing(wrapper: Any) -> Any:
            self.at(COMMIT)
            done = commit(wrapper)
            self.at(COMMITTED)
            return done

        def executing(cursor: Any, sql: Any, *rest: Any) -> Any:
            done = execute(cursor, sql, *rest)
            if "kept.instance" in str(sql):
                self.at(OPENED)
            if str(sql).lstrip().startswith(WRITES):
                self.at(EFFECT)
            return done

        def carrying(letter: Any) -> bool:
            gone = carried(letter)
            self.at(SENT)
            return gone

        async def finishing(manager: Any, *args: Any, **more: Any) -> Any:
            self.at(FINISHING)
            return await finish(manager, *args, **more)

        async def rescuing(manager: Any, *args: Any, **more: Any) -> Any:
            done = await again(manager, *args, **more)
            self.at(RESCUED)
            return done

        async def nothing_by_the_clock(_worker: Any) -> None:
            """Only what the test asks for runs."""

        Worker._periodic_deferrer = nothing_by_the_clock  # type: ignore[method-assign]
        database._commit = committing
        statement._execute = executing
        mail.carried = carrying
        JobManager.finish_job = finishing  # type: ignore[method-assign]
        JobManager.retry_job = rescuing  # type: ignore[method-assign]
