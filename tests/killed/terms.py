"""What is over: terms of the register and of an instance, consents, and copies and archives that nobody fetched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.cast import World, at_the_door
from tests.killed.housekeeping import AGES, a_talk_in_which_they_are_silent
from tests.killed.known import of
from tests.killed.queued import emptied


@of("retention.run")
@of("retention.now")
def what_is_over_by_the_register(world: World) -> dict[str, Any]:
    from kept.identity.models import Membership
    from kept.policy import clock
    from kept.privacy.retention.tests.test_run import session
    from kept.tenancy.opening import system

    a_talk_in_which_they_are_silent(world)
    with system("tests"):
        session("over", clock.now() - AGES)
    with system("tests", world.ours.instance.pk):
        Membership.objects.filter(pk=world.ours.bob.pk).update(left_at=clock.now() - timedelta(days=30))
    return {}


@of("retention.at_once")
def a_consent_that_was_withdrawn(_world: World) -> dict[str, Any]:
    from kept.newsletter.models import Subscriber
    from kept.newsletter.tests.test_sending import readers
    from kept.policy import clock
    from kept.tenancy.opening import system

    readers("jana@n.example", "petr@n.example")
    with system("tests"):
        assert Subscriber.objects.filter(email="jana@n.example").update(withdrawn_at=clock.now())
    return emptied()


@of("retention.rules")
def a_period_that_an_instance_set(world: World) -> dict[str, Any]:
    from kept.crm.privacy.tests.test_periods import LONG_AGO, contact, rule
    from kept.policy import clock
    from kept.privacy.retention.rules import Batch
    from kept.tenancy.opening import system

    ours = world.ours
    with system("tests", ours.instance.pk):
        contact(ours, "Goes", LONG_AGO - AGES)
        assert rule(ours, made_at=clock.now() - AGES)
        assert not Batch.objects.exists()
    return {}


@of("consent.expire")
def a_consent_that_has_run_out(_world: World) -> dict[str, Any]:
    from kept.consent import choosing
    from kept.consent.people import Someone
    from kept.policy import clock

    past = clock.now() - timedelta(days=800)
    choosing.give(Someone(email="jana@n.example"), "L4", at=past, until=past + timedelta(days=30))
    return {}


@of("erasure.go_on")
def an_erasure_that_nobody_finished(world: World) -> dict[str, Any]:
    from kept.policy import clock
    from kept.privacy.erasure.models import Certificate
    from kept.privacy.erasure.passages import inside
    from tests.killed.ends import a_person_to_erase

    a_person_to_erase(world)
    with inside(world.ours.instance.pk):
        assert Certificate.objects.update(asked_at=clock.now() - timedelta(hours=1))
    return emptied()


@of("erasure.drop_old")
def a_copy_that_nobody_fetched(_world: World) -> dict[str, Any]:
    from kept.policy import clock
    from kept.privacy.erasure import shelf
    from kept.privacy.erasure.models import Package
    from kept.privacy.erasure.passages import inside

    with inside(None):
        row = Package.objects.create(instance_id=0, expires_at=clock.now() - timedelta(days=1))
    shelf.place(row).parent.mkdir(parents=True, exist_ok=True)
    shelf.place(row).write_bytes(b"sealed")
    return {}


@of("leaving.drop_old")
def archives_that_nobody_fetched(world: World) -> dict[str, Any]:
    from kept.policy import clock
    from kept.privacy.leaving import arrivals, takeouts
    from kept.privacy.leaving.models import Arrival, State, Takeout

    with at_the_door(world.ours, "alice") as access:
        made = takeouts.ask(access)
        Takeout.objects.filter(pk=made.pk).update(state=State.DONE, expires_at=clock.now() - timedelta(days=1))
        arrivals.begin(access, 10)
        made.place.write_bytes(b"sealed")
        assert Arrival.objects.update(asked_at=clock.now() - AGES)
    return {}
