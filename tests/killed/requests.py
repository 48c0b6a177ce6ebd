"""What makes work for requests of people: somebody asks, objects, wants a copy, and an officer answers."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.killed.known import of
from tests.killed.queued import done, waiting

DESK = "/operator/requests/"


@of("requests.ask_identity")
def somebodyasked(world: World) -> dict[str, Any]:
    from django.test import Client

    Client().post("/your-data/", {"wish": "R2", "email": "jana@elsewhere.example", "words": ""})
    return waiting("requests.ask_identity")


@of("requests.begin")
def an_objection(world: World) -> dict[str, Any]:
    entered(world, wish="R1:L3", identified_by="known by her letter")
    return waiting("requests.begin")


@of("requests.look")
def a_wish_for_a_copy(world: World) -> dict[str, Any]:
    here = entered(world, wish="R2")
    number = waiting("requests.begin")["request_id"]
    assert here
    return {"instance_id": 0, "request_id": number}


@of("requests.letter")
def a_longer_term(world: World) -> dict[str, Any]:
    from kept.tenancy.opening import system

    desk = _officer(world)
    here = entered(world, desk=desk, wish="R2")
    waiting("requests.letter")
    assert desk.post(f"{here}extend/", {"code": "complex", "words": "Ten years of letters."}).status_code == 302
    with system("tests"):
        return waiting("requests.letter")


@of("requests.answer")
def an_answer_decided(world: World) -> dict[str, Any]:
    _answered(world, "R4")
    return waiting("requests.answer")


@of("requests.lift")
def a_lock_to_lift(world: World) -> dict[str, Any]:
    desk, here = _answered(world, "R4")
    done()
    assert desk.post(f"{here}lift/", {"words": "It was checked."}).status_code == 302
    return waiting("requests.lift")


@of("requests.tell")
def a_recipient_to_tell(world: World) -> dict[str, Any]:
    from kept.consent.people import Someone
    from kept.outside.disclosures import note

    note(Someone(email="jana@elsewhere.example"), "Posta Relay GmbH", "email", "L1", "letter", "3f2a")
    _answered(world, "R4")
    done("requests.tell", "requests.letter")
    return waiting("requests.tell")


def _officer(world: World) -> Any:
    from kept.grants.staff import StaffRole
    from tests.staff import hire

    return hire(world, "bob", StaffRole.PRIVACY)


def entered(world: World, *, desk: Any = None, **told: Any) -> str:
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
    here = entered(world, desk=desk, wish=wish)
    done()
    assert desk.post(f"{here}take/").status_code == 302
    assert desk.post(f"{here}answer/", {"words": "Done."}).status_code == 302
    return desk, here
