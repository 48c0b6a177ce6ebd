"""What makes work for the lockbox: operations that are open, were ended, or corrected something."""

from __future__ import annotations

from typing import Any

from tests.cast import World, at_the_door
from tests.killed.known import of
from tests.killed.queued import emptied


@of("lockbox.tick")
def an_operation_that_nobody_closed(world: World) -> dict[str, Any]:
    an_operation_that_was_ended(world)
    return {}


@of("lockbox.close")
def an_operation_that_was_ended(world: World) -> dict[str, Any]:
    from kept.console.lockbox import closing
    from kept.console.lockbox.models import Side

    case = _open(world)
    with at_the_door(world.ours, "alice") as access:
        closing.end(case, Side.CUSTOMER, access.user_id)
    return {"instance_id": world.ours.instance.pk, "operation_id": case.pk}


@of("lockbox.settle")
def records_that_an_operation_corrected(world: World) -> dict[str, Any]:
    from kept.console.lockbox import hand
    from kept.console.lockbox.hand import Correction
    from kept.tenancy.opening import system

    case = _open(world)
    here = world.ours.instance.pk
    with system("tests", here):
        _thing, facts = hand.reached(case, "contacts.contact")
        fact = next(one for one in facts if one.field.attname == "last_name")
        number, act = hand.correct(case, "contacts.contact", Correction(fact, "Novotná", "", 0), world.ours.bob.user_id)
    assert number
    return {"instance_id": here, "operation_id": case.pk, "act_id": act}


@of("lockbox.write")
def letters_about_an_open_lockbox(world: World) -> dict[str, Any]:
    case = _open(world)
    emptied()
    return {"instance_id": world.ours.instance.pk, "operation_id": case.pk, "what": "open"}


def _open(world: World) -> Any:
    """An operation of ours that is open, with a copy that lies in its folder."""
    from kept.console.lockbox import copies
    from kept.crm.contacts.noun import CONTACTS
    from kept.tenancy.opening import system
    from tests.lockbox.conftest import accepted, agreed, proposed
    from tests.making import made
    from tests.staff import hire

    hire(world, "bob", "support")
    for name in ("Nová", "Malý"):
        made(world, CONTACTS, "alice", last_name=name, phone="777 123 456", email="x@y.example", tags=["fair"])
    case = accepted(world.ours, proposed(world.ours, agreed(), "alice"), "alice")
    with system("tests", world.ours.instance.pk):
        copies.take(case, "contacts.contact", world.ours.bob.user_id)
    return case
