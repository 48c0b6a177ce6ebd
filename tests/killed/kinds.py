"""Every kind of job: what makes work for it, so that it can be killed at it; or why a second run changes nothing."""

from __future__ import annotations

from typing import Any

from tests.cast import World, at_the_door

CSV = "First name;Last name;E-mail\n" + "".join(f"Jan{n};Vávra{n};jan{n}@p.example\n" for n in range(5))


def an_import(world: World, state: str) -> dict[str, int]:
    """A file that is to be looked at, or written."""
    from kept.crm.imports.starting import arrive

    with at_the_door(world.ours, "alice") as access:
        entry, _plan = arrive(access, "contact", "people.csv", [CSV.encode()])
        entry.state = state
        entry.save(update_fields=["state"])
    return {"instance_id": world.ours.instance.pk, "user_id": world.ours.alice.user_id, "import_id": entry.pk}


def imports_check(world: World) -> dict[str, Any]:
    return an_import(world, "checking")


def imports_run(world: World) -> dict[str, Any]:
    return an_import(world, "running")


def first_letter(world: World) -> dict[str, Any]:
    from kept.tenancy.opening import system

    with system("tests"):
        return {"instance_id": 0, "request_id": a_request().pk}


def a_request(**known: Any) -> Any:
    from procrastinate.contrib.django.models import ProcrastinateJob  # noqa: F401

    from kept.privacy.requests import receiving

    return receiving.receive(**known)  # type: ignore[attr-defined]


KINDS = {"imports.check": imports_check, "imports.run": imports_run}
