"""What makes work for a kind of job, so that it can be killed at it: a function of the cast for each kind."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from kept.tenancy.jobs import JOBS
from tests.cast import World, at_the_door
from tests.killed import housekeeping, long_work
from tests.killed.known import KINDS, Cause, of
from tests.killed.others import AGAIN, ELSEWHERE

# A second run does the next part of the work: it is no repetition.
GOES_ON = ("ending.walk", "newsletter.send")

__all__ = ["AGAIN", "ELSEWHERE", "KINDS", "housekeeping", "long_work"]

CSV = "First name;Last name;E-mail\n" + "".join(f"Jan{n};Vávra{n};jan{n}@p.example\n" for n in range(5))
DESK = "/operator/requests/"


# ---- imports


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
    return _asked(world, import_id=entry.pk)


def _asked(world: World, **ids: int) -> dict[str, Any]:
    return {"instance_id": world.ours.instance.pk, "user_id": world.ours.alice.user_id, **ids}


# ---- requests


@of("requests.ask_identity")
def somebody_asked(world: World) -> dict[str, Any]:
    from django.test import Client

    Client().post("/your-data/", {"wish": "R2", "email": "jana@elsewhere.example", "words": ""})
    return _waiting("requests.ask_identity")


@of("requests.begin")
def an_objection(world: World) -> dict[str, Any]:
    _entered(world, wish="R1:L3", identified_by="known by her letter")
    return _waiting("requests.begin")


@of("requests.look")
def a_wish_for_a_copy(world: World) -> dict[str, Any]:
    here = _entered(world, wish="R2")
    number = _waiting("requests.begin")["request_id"]
    assert here
    return {"instance_id": 0, "request_id": number}


@of("requests.letter")
def a_longer_term(world: World) -> dict[str, Any]:
    from kept.tenancy.opening import system

    desk = _officer(world)
    here = _entered(world, desk=desk, wish="R2")
    _waiting("requests.letter")
    assert desk.post(f"{here}extend/", {"code": "complex", "words": "Ten years of letters."}).status_code == 302
    with system("tests"):
        return _waiting("requests.letter")


@of("requests.answer")
def an_answer_decided(world: World) -> dict[str, Any]:
    _answered(world, "R4")
    return _waiting("requests.answer")


@of("requests.lift")
def a_lock_to_lift(world: World) -> dict[str, Any]:
    desk, here = _answered(world, "R4")
    _done()
    assert desk.post(f"{here}lift/", {"words": "It was checked."}).status_code == 302
    return _waiting("requests.lift")


@of("requests.tell")
def a_recipient_to_tell(world: World) -> dict[str, Any]:
    from kept.consent.people import Someone
    from kept.outside.disclosures import note

    note(Someone(email="jana@elsewhere.example"), "Posta Relay GmbH", "email", "L1", "letter", "3f2a")
    _answered(world, "R4")
    _done("requests.tell", "requests.letter")
    return _waiting("requests.tell")


def _officer(world: World) -> Any:
    from kept.grants.staff import StaffRole
    from tests.staff import hire

    return hire(world, "bob", StaffRole.PRIVACY)


def _entered(world: World, *, desk: Any = None, **told: Any) -> str:
    from django.utils import timezone

    form = {
        "wish": "R8", "channel": "letter", "received_on": timezone.localdate().isoformat(), "name": "Jana Nováková",
        "email": "jana@elsewhere.example", "language": "en", "words": "You wrote to me twice.",
        "identified_by": "known by her letter", **told,
    }  # fmt: skip
    answer = (desk or _officer(world)).post(f"{DESK}new/", form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def _answered(world: World, wish: str) -> tuple[Any, str]:
    desk = _officer(world)
    here = _entered(world, desk=desk, wish=wish)
    _done()
    assert desk.post(f"{here}take/").status_code == 302
    assert desk.post(f"{here}answer/", {"words": "Done."}).status_code == 302
    return desk, here


def _waiting(kind: str) -> dict[str, Any]:
    """What the newest job of a kind was queued with; it and all others leave the queue, and this one is put in anew."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from kept.tenancy.opening import system
    from tests.killed.ground import emptied

    with system("tests"):
        found = ProcrastinateJob.objects.filter(task_name=kind, status="todo").order_by("-pk").values_list("args")
        args = dict(found[0][0])
    emptied()
    return args


def _done(*but: str) -> None:
    """All that waits is done, as the worker would, apart from these."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    done: set[int] = set()
    while todo := list(ProcrastinateJob.objects.filter(status="todo").exclude(task_name__in=but).exclude(pk__in=done)):
        for job in todo:
            done.add(job.pk)
            app.tasks[job.task_name].func(**job.args)


# ---- telling many


@of("announcing.tell")
def an_announcement(world: World) -> dict[str, Any]:
    from kept.console.announcing.models import Announcement
    from kept.policy import clock
    from kept.tenancy.opening import system

    with system("tests"):
        Announcement.objects.create(
            kind="change", title_en="News", text_en="New.", title_cs="Novinka", text_cs="Nové.", by_mail=True,
            published_at=clock.now(),
        )  # fmt: skip
    return {}


@of("newsletter.send")
def an_issue(world: World) -> dict[str, Any]:
    from kept.newsletter.tests.test_sending import an_issue as started
    from kept.newsletter.tests.test_sending import readers

    readers("jana@n.example", "petr@n.example")
    started()
    return {}


@of("notices.tell")
def a_changed_notice(world: World) -> dict[str, Any]:
    from kept.identity.models import User
    from kept.policy import clock
    from kept.privacy.notices.tests.test_versions import LONG_AGO, narrower, published
    from kept.tenancy.opening import system

    with system("tests"):
        User.objects.update(joined_at=clock.now() - LONG_AGO)
        published(narrower())
    return {}


@of("staff.reviews")
def a_review_due(world: World) -> dict[str, Any]:
    from kept.grants.staff import Staff, StaffRole
    from kept.policy import clock
    from kept.tenancy.opening import system
    from tests.staff import hire

    hire(world, "alice", StaffRole.PRIVACY)
    hire(world, "bob", StaffRole.SUPPORT)
    with system("tests"):
        Staff.objects.filter(user=world.ours.bob.user_id).update(since=clock.now() - timedelta(days=91))
    return {}


@of("mail.post")
def letters_that_wait(world: World) -> dict[str, Any]:
    from kept.outside import mail
    from kept.outside.letterbox import WAITING

    for name in ("jana", "petr"):
        WAITING.put(
            mail.written(purpose="L1", recipient="email", to=f"{name}@n.example", subject="Hello", text="Hello.")
        )
    return {}


@of("desk.chats")
def a_chat_that_was_left(world: World) -> dict[str, Any]:
    from django.test import Client

    from kept.desk.tests.test_chat import answers, begun, goes_away
    from kept.grants.staff import StaffRole
    from tests.staff import hire

    desk = hire(world, "bob", StaffRole.SUPPORT)
    begun(Client(), email="jana@elsewhere.example")
    answers(desk)
    goes_away()
    return {}


# ---- the ends of things


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
    return _asked(world, certificate_id=erasing.ask(subject, reason="asked").pk)


@of("leaving.take_out")
def an_archive_wanted(world: World) -> dict[str, Any]:
    from kept.privacy.leaving import takeouts

    with at_the_door(world.ours, "alice") as access:
        return _asked(world, takeout_id=takeouts.ask(access).pk)


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


# ---- demands of authorities


@of("disclosing.look")
def a_demand(world: World) -> dict[str, Any]:
    demand = _demand(world)
    return {"demand_id": demand.pk, "user_id": demand.entered_by}


@of("disclosing.hand_over")
def a_demand_agreed_to(world: World) -> dict[str, Any]:
    from kept.console.disclosing.models import Demand
    from kept.console.disclosing.states import State
    from kept.policy import clock
    from kept.tenancy.opening import system

    demand = _demand(world)
    with system("tests"):
        Demand.objects.filter(pk=demand.pk).update(
            state=State.REVIEWED,
            chosen={"identity.user": ["first_name"]},
            looked_at=clock.now(),
            handing_at=clock.now(),
        )
    return {"demand_id": demand.pk, "user_id": world.ours.alice.user_id}


def _demand(world: World) -> Any:
    from kept.console.disclosing import doing
    from kept.policy import clock
    from kept.tenancy.opening import system

    with system("tests"):
        return doing.receive(
            by=world.ours.alice.user_id, asker="District Court Brno", reference="12 T 34", received_on=clock.today(),
            reason="law", email="carol@ours.example", wanted="Who is behind this address?",
        )  # fmt: skip


# ---- keys


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


# ---- what runs by the clock over what is left: each takes what is there, and what was taken is not there the next time


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
