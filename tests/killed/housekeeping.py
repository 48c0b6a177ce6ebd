"""Work for what runs by the clock: something in every room whose time is over, old enough by its own dates."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from tests.cast import World
from tests.killed.known import of
from tests.killed.queued import emptied

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
    return emptied()


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
    return emptied()


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
    return emptied()


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
    return emptied()


@of("requests.tell_again")
def a_recipient_who_was_not_told(world: World) -> dict[str, Any]:
    from kept.policy import clock
    from kept.privacy.requests.told_on import ToldOn
    from kept.tenancy.opening import system
    from tests.killed.requests import a_recipient_to_tell

    a_recipient_to_tell(world)
    with system("tests"):
        assert ToldOn.objects.update(at=clock.now() - timedelta(hours=1))
    return {}


@of("requests.day")
def a_term_that_ends_soon(world: World) -> dict[str, Any]:
    from kept.policy import clock
    from kept.privacy.requests.models import DataSubjectRequest
    from kept.tenancy.opening import system
    from tests.killed.requests import entered

    entered(world, wish="R4")
    with system("tests"):
        assert DataSubjectRequest.objects.update(due_on=clock.today() + timedelta(days=2))
    return emptied()


@of("disclosing.hour")
def a_package_that_waited_too_long(world: World) -> dict[str, Any]:
    from kept.console.disclosing.models import HandedOver
    from kept.policy import clock
    from kept.tenancy.opening import system
    from tests.killed.demands import demand_of

    with system("tests"):
        HandedOver.objects.create(
            demand=demand_of(world), content=b"x", size=1, sha256="0" * 64, manifest=[], sealed_password="x",
            expires_at=clock.now() - timedelta(hours=1),
        )  # fmt: skip
    return emptied()


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
