"""What makes an end: of an instance, of what is kept of a person; and an instance that moves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.cast import World, at_the_door
from tests.killed.known import of
from tests.killed.queued import asked


@of("ending.tell")
def an_end_asked_for(world: World) -> dict[str, Any]:
    return {"ending_id": _ending(world).pk, "what": "asked"}


@of("ending.walk")
def an_end_that_has_come(world: World) -> dict[str, Any]:
    from kept.policy import clock
    from kept.privacy.ending.models import Ending
    from kept.tenancy.opening import system

    ending = _ending(world)
    with system("tests"):
        Ending.objects.filter(pk=ending.pk).update(closes_at=clock.now() - timedelta(hours=1))
    return {}


def _ending(world: World) -> Any:
    from kept.privacy.ending import asking
    from kept.tenancy.opening import system

    with system("tests"):
        return asking.ask(world.ours.instance, by=world.ours.alice.user_id, keep_days=30)


@of("erasure.finish")
def a_person_to_erase(world: World) -> dict[str, Any]:
    from kept.crm.contacts.noun import CONTACTS
    from kept.privacy.erasure import erasing, finding
    from tests.making import made

    made(world, CONTACTS, "alice", last_name="Nová", email="jana@n.example")
    subject = finding.subject_of(instance_id=world.ours.instance.pk, emails=["jana@n.example"])
    return asked(world, certificate_id=erasing.ask(subject, reason="asked").pk)


@of("leaving.take_out")
def an_archive_wanted(world: World) -> dict[str, Any]:
    from kept.privacy.leaving import takeouts

    with at_the_door(world.ours, "alice") as access:
        return asked(world, takeout_id=takeouts.ask(access).pk)


@of("leaving.bring_in")
def an_archive_to_bring_in(world: World) -> dict[str, Any]:
    from kept.crm.contacts.noun import CONTACTS
    from kept.privacy.erasure import sealed
    from kept.privacy.leaving import arrivals
    from kept.privacy.leaving.models import State
    from tests.leaving.test_coming_back import new_home, taken_out
    from tests.making import made

    made(world, CONTACTS, "alice", last_name="Nová", email="jana@n.example")
    place, password = taken_out(world.ours)
    home, content = new_home(world), place.read_bytes()
    with at_the_door(home, "alice") as access:
        arrival = arrivals.begin(access, len(content))
        arrivals.add(arrival, 0, [content])
        arrival.sealed_password, arrival.state = sealed.seal(password), State.WAITING
        arrival.save(update_fields=["sealed_password", "state"])
    return {"instance_id": home.instance.pk, "user_id": home.members["alice"].user_id, "arrival_id": arrival.pk}
