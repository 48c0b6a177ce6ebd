"""What lies in the queue: who asks for a job, what the newest was queued with, and all the others done."""

from __future__ import annotations

from typing import Any

from tests.cast import World


def asked(world: World, **ids: int) -> dict[str, Any]:
    """What a job of Alice's is queued with."""
    return {"instance_id": world.ours.instance.pk, "user_id": world.ours.alice.user_id, **ids}


def waiting(kind: str) -> dict[str, Any]:
    """What the newest job of a kind was queued with; it and all others leave the queue, and this one is put in anew."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from kept.tenancy.opening import system

    with system("tests"):
        found = ProcrastinateJob.objects.filter(task_name=kind, status="todo").order_by("-pk").values_list("args")
        args = dict(found[0][0])
    emptied()
    return args


def emptied() -> dict[str, Any]:
    """What was queued on the way is none of this kind's: nothing waits, and the job is queued with nothing."""
    from tests.killed import ground

    ground.emptied()
    return {}


def done(*but: str) -> None:
    """All that waits is done, as the worker would, apart from these."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    tried: set[int] = set()
    while todo := list(ProcrastinateJob.objects.filter(status="todo").exclude(task_name__in=but).exclude(pk__in=tried)):
        for job in todo:
            tried.add(job.pk)
            app.tasks[job.task_name].func(**job.args)
