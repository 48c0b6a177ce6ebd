"""What makes work for a kind of job, so that it can be killed at it: here imports and keys, the rest by room beside."""

from __future__ import annotations

import uuid
from typing import Any

from kept.tenancy.jobs import JOBS
from tests.cast import World, at_the_door
from tests.killed import boxes, demands, ends, housekeeping, letters, long_work, requests, terms
from tests.killed.known import KINDS, Cause, of
from tests.killed.others import AGAIN, ELSEWHERE
from tests.killed.queued import asked

# A second run does the next part of the work: it is no repetition.
GOES_ON = ("ending.walk", "newsletter.send")
OF_ROOMS = (boxes, demands, ends, housekeeping, letters, long_work, requests, terms)

__all__ = ["AGAIN", "ELSEWHERE", "KINDS"]

CSV = "First name;Last name;E-mail\n" + "".join(f"Jan{n};Vávra{n};jan{n}@p.example\n" for n in range(5))


@of("imports.check")
def a_file_to_look_at(world: World) -> dict[str, Any]:
    return _import(world, "checking")


@of("imports.run")
def a_file_to_write(world: World) -> dict[str, Any]:
    return _import(world, "running")


def _import(world: World, state: str) -> dict[str, Any]:
    from kept.crm.imports.starting import arrive

    with at_the_door(world.ours, "alice") as access:
        entry, _plan = arrive(access, "contact", "people.csv", [CSV.encode()])
        entry.state = state
        entry.save(update_fields=["state"])
    return asked(world, import_id=entry.pk)


@of("keys.reseal")
def files_to_seal_anew(world: World) -> dict[str, Any]:
    from kept.outside import files, keys_instances
    from kept.tenancy.opening import system

    here = world.ours.instance.pk
    with system("tests", here):
        for _ in range(2):
            files.write(here, uuid.uuid4(), [b"hello" * 100])
    keys_instances.rotate(here)
    return {"instance_id": here}


def unanswered(tasks: set[str]) -> set[str]:
    """Kinds of jobs of which is not said how they are killed, nor why a second run changes nothing."""
    return tasks - set(KINDS) - set(AGAIN) - set(ELSEWHERE)


def nothing(_world: World) -> dict[str, Any]:
    """The cast's world as it is."""
    return {}


def of_a_person(world: World) -> dict[str, Any]:
    """What a person's job is queued with; the webhook that it names is none."""
    here = world.ours
    return {"instance_id": here.instance.pk, "user_id": here.alice.user_id, "webhook_id": 0}


def over_nothing(kind: str) -> Cause:
    """Such a job in the cast's world as it is."""
    return of_a_person if kind in JOBS else nothing
