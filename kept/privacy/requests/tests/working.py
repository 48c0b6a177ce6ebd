"""Doing the queued work of requests at once, as the worker would."""

from __future__ import annotations

from procrastinate.contrib.django.models import ProcrastinateJob

from kept.privacy.requests import jobs

TASKS = {
    "requests.ask_identity": jobs.ask_identity,
    "requests.letter": jobs.letter,
    "requests.begin": jobs.begin,
    "requests.look": jobs.look,
    "requests.answer": jobs.answer,
    "requests.lift": jobs.lift,
    "requests.tell": jobs.tell,
}


DONE: set[int] = set()  # numbers of jobs are never used twice


def work() -> list[str]:
    """Do all that waits, also what it causes. Returns the names of what was done."""
    done: list[str] = []
    while True:
        waiting = ProcrastinateJob.objects.filter(status="todo", task_name__in=TASKS).exclude(pk__in=DONE)
        todo = list(waiting.order_by("id").values_list("id", "task_name", "args"))
        if not todo:
            return done
        for number, name, args in todo:
            DONE.add(number)
            TASKS[name](**args)
            done.append(name)
