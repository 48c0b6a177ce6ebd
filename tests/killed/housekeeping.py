"""Work for what runs by the clock: something in every room whose time is over, old enough by its own dates."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from tests.cast import World, at_the_door
from tests.killed.known import of

AGES = timedelta(days=4000)  # longer ago than any term


@of("jobs.rescue")
def a_job_left_by_a_dead_worker(world: World) -> dict[str, Any]:
    from tests.killed.driving import defer
    from tests.killed.dying import TAKEN, worker
    from tests.killed.ground import long_ago

    a_talk_in_which_they_are_silent(world)
    defer("desk.silent", {})
    assert worker(TAKEN, "desk.silent")
    long_ago()
    return {}


@of("sign_in.tidy")
def sessions_and_sign_ups_that_have_run_out(world: World) -> dict[str, Any]:
    from django.test import Client

    from kept.identity.models import Session
    from kept.policy import clock
    from kept.public.models import SignUp
    from kept.tenancy.opening import system
    from tests.hands import sign_in

    sign_in(Client(), "bob@ours.example")
    Client().post(
        "/sign-up/",
        {"email": "j@n.example", "first_name": "J", "last_name": "N", "instance_name": "Nn", "password": "pomalu padá sníh"},
    )  # fmt: skip
    with system("tests"):
        Session.objects.update(expires_at=clock.now() - timedelta(days=1))
        assert SignUp.objects.update(asked_at=clock.now() - timedelta(days=99))
    return _emptied()


@of("records.empty_bins")
def a_bin_that_nobody_emptied(world: World) -> dict[str, Any]:
    from kept.crm.contacts.models import Contact
    from kept.crm.contacts.noun import CONTACTS
    from kept.crm.files.models import Attachment
    from kept.outside import files
    from kept.policy import clock
    from kept.tenancy.opening import system
    from tests.making import made

    for name in ("Nová", "Malý", "Živá"):
        made(world, CONTACTS, "alice", last_name=name)
    here, long_ago = world.ours.instance.pk, clock.now() - AGES
    with system("tests", here):
        living = Contact.objects.get(last_name="Živá")
        gone = Contact.objects.exclude(pk=living.pk)
        for row, put_away in ((gone.first(), None), (living, long_ago)):
            key = uuid.uuid4()
            size, digest = files.write(here, key, [b"offer"])
            facts = {"name": "offer.txt", "key": key, "size": size, "digest": digest, "deleted_at": put_away}
            Attachment.objects.create(instance_id=here, contact=row, **facts)
        assert gone.update(deleted_at=long_ago)
    return {}


@of("desk.fetch")
def mails_to_the_desk(_world: World) -> dict[str, Any]:
    from kept.desk.tests.test_mail import a_mail
    from tests.killed import mailbox

    mailbox.put(a_mail(Message_ID="<1@n.example>"), a_mail(From="petr@n.example", Message_ID="<2@n.example>"))
    return {}


@of("newsletter.bounces")
def a_mailbox_that_is_full(_world: World) -> dict[str, Any]:
    from kept.newsletter.models import Sending
    from kept.newsletter.tests.test_bounces import report
    from kept.newsletter.tests.test_sending import a_minute, readers
    from kept.newsletter.tests.test_sending import an_issue as started
    from kept.tenancy.opening import system
    from tests.killed import mailbox

    readers("jana@n.example", "petr@n.example")
    started()
    a_minute()
    with system("tests"):
        full, gone = Sending.objects.order_by("pk").values_list("letter", flat=True)
    mailbox.put(report(full, "4.2.2").as_bytes(), report(gone).as_bytes())
    return _emptied()


@of("desk.silent")
def a_talk_in_which_they_are_silent(_world: World) -> dict[str, Any]:
    from kept.desk.models import Thread
    from kept.desk.tests.test_mail import a_mail, arrives
    from kept.policy import clock
    from kept.tenancy.opening import system

    arrives(a_mail(Message_ID="<1@n.example>"))
    with system("tests"):
        assert Thread.objects.update(last_at=clock.now() - timedelta(days=91), state="waiting")
    return {}


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
    return _emptied()


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


@of("log.seal")
@of("log.seal_late")
def lines_that_wait_for_their_seal(world: World) -> dict[str, Any]:
    from django.db import connections

    from kept.crm.contacts.noun import CONTACTS
    from kept.server.roles import as_superuser
    from tests.killed.ground import TO_SEAL
    from tests.making import made

    for name in ("Nová", "Malý"):
        made(world, CONTACTS, "alice", last_name=name)
    with as_superuser(connections["default"].settings_dict["NAME"]) as connection:
        older = "UPDATE audit_entry SET at = at - interval '5 minutes', via = %s"  # than those of a turn's last seconds
        assert connection.execute(older, [TO_SEAL]).rowcount
    return _emptied()


@of("statistics.release")
def a_month_that_is_over(_world: World) -> dict[str, Any]:
    from kept.policy import clock
    from kept.tracking.tests.test_releasing import used

    month = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    used(month, 0, 30)
    return {}


@of("webhooks.deliver")
def changes_that_a_machine_is_to_hear_of(world: World) -> dict[str, Any]:
    from kept.api.webhooks.models import EVENTS, Webhook
    from kept.crm.contacts.noun import CONTACTS
    from kept.tenancy.opening import system
    from tests.killed import machine
    from tests.making import made

    machine.listens()
    here = world.ours.instance
    with system("tests", here.pk):
        Webhook.fresh(url="https://machine.example/", events=list(EVENTS)).save(force_insert=True)
    with system("tests"):
        here.settings = {**here.settings, "webhooks": True}
        here.save(update_fields=["settings"])
    for name in ("Nová", "Malý"):
        made(world, CONTACTS, "alice", last_name=name)
    return _emptied()


@of("requests.tell_again")
def a_recipient_who_was_not_told(world: World) -> dict[str, Any]:
    from kept.policy import clock
    from kept.privacy.requests.told_on import ToldOn
    from kept.tenancy.opening import system
    from tests.killed.kinds import a_recipient_to_tell

    a_recipient_to_tell(world)
    with system("tests"):
        assert ToldOn.objects.update(at=clock.now() - timedelta(hours=1))
    return {}


@of("requests.day")
def a_term_that_ends_soon(world: World) -> dict[str, Any]:
    from kept.policy import clock
    from kept.privacy.requests.models import DataSubjectRequest
    from kept.tenancy.opening import system
    from tests.killed.kinds import _entered

    _entered(world, wish="R4")
    with system("tests"):
        assert DataSubjectRequest.objects.update(due_on=clock.today() + timedelta(days=2))
    return _emptied()


@of("disclosing.hour")
def a_package_that_waited_too_long(world: World) -> dict[str, Any]:
    from kept.console.disclosing.models import HandedOver
    from kept.policy import clock
    from kept.tenancy.opening import system
    from tests.killed.kinds import _demand

    with system("tests"):
        HandedOver.objects.create(
            demand=_demand(world), content=b"x", size=1, sha256="0" * 64, manifest=[], sealed_password="x",
            expires_at=clock.now() - timedelta(hours=1),
        )  # fmt: skip
    return _emptied()


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
    from tests.killed.kinds import a_person_to_erase

    a_person_to_erase(world)
    with inside(world.ours.instance.pk):
        assert Certificate.objects.update(asked_at=clock.now() - timedelta(hours=1))
    return _emptied()


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


@of("status.mend")
def a_failed_job_that_staff_let_be_tried_again(_world: World) -> dict[str, Any]:
    from kept.status import failures
    from kept.status.models import Failure
    from kept.status.tests.test_failures import Job, _insert, fault
    from kept.tenancy.opening import system

    with system("tests"):
        key = _insert(type("Row", (), {"queue_name": "kept", "task_name": "log.check"})())
        failures.note(Job(key, "imports.run"), fault(), final=True)
        Failure.objects.update(asked="retry")
        return {"failure": Failure.objects.get().pk}


@of("status.age_out")
def days_before_the_history(_world: World) -> dict[str, Any]:
    from kept.policy import clock
    from kept.status.models import Day
    from kept.tenancy.opening import system

    with system("tests"):
        Day.objects.create(on=clock.today() - AGES, component="web")
    return {}


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
    _emptied()
    return {"instance_id": world.ours.instance.pk, "operation_id": case.pk, "what": "open"}


@of("files.check")
def a_file_that_waits_for_a_scanner_that_is_no_more(world: World) -> dict[str, Any]:
    from kept.outside import files
    from kept.outside.held import Held
    from kept.tenancy.opening import system

    here, key = world.ours.instance.pk, uuid.uuid4()
    with system("tests", here):
        files.write(here, key, [b"offer"])
        Held.fresh(key=key).save(force_insert=True)
    return {"instance_id": here, "key": str(key)}


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


def _emptied() -> dict[str, Any]:
    """What was queued on the way is none of this kind's."""
    from tests.killed.ground import emptied

    emptied()
    return {}
