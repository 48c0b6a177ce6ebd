"""Errors, as types and places. What an exception says may quote what somebody typed, so its words go nowhere (C7)."""

from __future__ import annotations

import hashlib
import logging
import time
from contextvars import ContextVar
from types import TracebackType
from typing import Any, NamedTuple

from kept.policy.keeps import keeps

DEEPEST = 25  # frames
NOISE = "django.security"  # what a stranger did wrong, not we: the request log has its answer
ROOTS = ("/site-packages/", "/kept/", "/lib/")


class Met(NamedTuple):
    """An error as it was met: its type, what the database calls it, the places that it went through."""

    at: float
    kind: str
    code: str
    frames: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """The same for errors of one type that come from the same functions, wherever their lines move to."""
        places = [
            frame.partition(":")[0] + frame.rpartition(" ")[2] for frame in self.frames if frame.startswith("kept/")
        ]
        parts = [self.kind, self.code, *(places or [frame.rpartition(" ")[2] for frame in self.frames])]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()


class Placed(NamedTuple):
    """An error with the route and the answer that it was met at."""

    met: Met
    route: str
    status: int


here: ContextVar[list[Met] | None] = ContextVar("kept_faults", default=None)


@keeps("C7", "U4")
def met(error: BaseException) -> Met:
    """An error without its words."""
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return Met(time.time(), f"{module}{kind.__qualname__}", code_of(error), frames_of(error.__traceback__))


def frames_of(traceback: TracebackType | None) -> tuple[str, ...]:
    """Place, line and function of each step, the innermost last: no source, no variables."""
    found = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"{place_of(code.co_filename)}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return tuple(found[-DEEPEST:])


def place_of(file: str) -> str:
    """A file as it is called in the program, not where somebody installed it."""
    for root in ROOTS:
        _before, found, rest = file.rpartition(root)
        if found:
            return f"kept/{rest}" if root == "/kept/" else rest
    return file.rpartition("/")[2]


def code_of(error: BaseException | None) -> str:
    """The database's code of an error, and the name of the constraint that it broke."""
    while error is not None:
        told: Any = getattr(error, "diag", None)
        if told is not None and told.sqlstate:
            return " ".join(part for part in (told.sqlstate, told.constraint_name) if part)
        error = error.__cause__
    return ""


class NoteFaults(logging.Handler):
    """Whatever logs an exception, page, API or job, has it noted: with its request where there is one, else at once."""

    def emit(self, record: logging.LogRecord) -> None:
        """Note it. Nothing that goes wrong here may hide what went wrong there."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or record.name.startswith(NOISE):
            return
        waiting = here.get()
        if waiting is not None:
            waiting.append(met(error))
            return
        from kept.tracking.keeper import keeper

        keeper.note_fault(Placed(met(error), work_of(record), 0))


def work_of(record: logging.LogRecord) -> str:
    """The name of the job that a record speaks of, else of the part of the program."""
    job: Any = getattr(record, "job", None)
    task = job.get("task_name") if isinstance(job, dict) else None
    return f"job {task}" if isinstance(task, str) else record.name
