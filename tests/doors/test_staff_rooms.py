"""The rooms of staff, reviews, the log, demands and announcements: whatever comes in, the answer is a clear one."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from kept.console.announcing.models import Announcement
from kept.console.disclosing import doing
from kept.console.disclosing.handing import hand_over
from kept.console.disclosing.looking import look
from kept.console.disclosing.models import Demand
from kept.grants.staff import Staff, StaffRole
from kept.grants.undertaking import Signature
from kept.policy import clock
from kept.tenancy.opening import system
from tests.cast import World
from tests.crawl import Seen, text_of
from tests.doors import test_service as doors
from tests.doors.test_bad_input import MORE, Watch, watch  # noqa: F401  (a fixture)
from tests.forms import forms
from tests.markup import faults
from tests.nasty import text
from tests.staff import hire
from tests.walk import ABSENT, signed_in

ROOMS = (
    "operator/staff/", "operator/undertaking/", "operator/log/", "operator/disclosures/", "operator/announcements/",
    "news/", "trust/disclosures/",
)  # fmt: skip
STATES = ("received", "examined", "reviewed", "handed_over", "refused")


@pytest.fixture(autouse=True)
def _these_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "ROOMS", ROOMS)


@pytest.fixture
def staff(world: World, settings: Any, tmp_path: Any) -> Client:
    """Somebody who may do all, colleagues, a demand in each state, news."""
    settings.DATA_DIR = tmp_path
    client = hire(world, "alice", StaffRole.ADMIN, StaffRole.PRIVACY, StaffRole.EDITOR)
    hire(world, "bob", StaffRole.SUPPORT)
    with system("tests"):
        for state in STATES:
            _demand(state, world.ours.alice.user_id, world.ours.bob.user_id)
        for at in (None, clock.now()):
            Announcement.objects.create(
                title_en="Undo", text_en="A click.", title_cs="Zpět", text_cs="Klik.", published_at=at
            )
    client.raise_request_exception = False
    return client


def _demand(state: str, by: int, other: int) -> None:
    one = doing.receive(
        by=by, asker="Court", reference="1 T 1", reason="law", email="carol@ours.example", wanted="Who?",
        received_on=clock.today(), barred_until=clock.today() + timedelta(days=3), bar_order="Order 1",
    )  # fmt: skip
    look(one)
    if state == "refused":
        doing.refuse(one, by=by, reason="No law.")
        return
    for act in STATES[1 : STATES.index(state) + 1]:
        one.refresh_from_db()
        if act == "examined":
            doing.examine(one, {"identity.user": ["first_name"]}, by=by, reason="a law")
        elif act == "reviewed":
            doing.review(one, by=other)
        else:
            hand_over(one, by=by)


def numbers() -> list[int]:
    """Keys of rows of every kind."""
    with system("tests"):
        models: tuple[Any, ...] = (Demand, Announcement, Staff, Signature)
        return sorted({key for model in models for key in model.objects.values_list("pk", flat=True)})


def test_what_is_not_there_is_told_so_at_every_door(staff: Client) -> None:
    walked = [route for route in doors.routes() if "<int" in route]
    assert len(walked) > 20
    for route in walked:
        for method in (staff.get, staff.post):
            assert method(doors.filled(route, ABSENT)).status_code in (404, 302, 405), route
            assert method(doors.filled(route, 10**25)).status_code in (404, 302, 405), route


def test_every_page_is_valid(staff: Client) -> None:
    wrong, pages = [], 0
    for route in doors.routes():
        for number in numbers() if "<int" in route else [0]:
            answer = staff.get(doors.filled(route, number))
            assert answer.status_code < 500, doors.filled(route, number)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                pages += 1
                wrong += [f"{doors.filled(route, number)}: {fault}" for fault in faults(text_of(answer))]
    assert pages >= 40
    assert wrong == []


def test_no_parameter_breaks_a_page(staff: Client, watch: Watch) -> None:  # noqa: F811
    random, keys = Random(f"staff {MORE}"), numbers()
    for route in doors.routes():
        for _ in range(3 * MORE):
            asked = {random.choice(("staff", "room", "day", "person", "before", "like")): text(random)[:3000]}
            url = f"{doors.filled(route, random.choice(keys))}?{urlencode(asked)}"
            with transaction.atomic():
                watch.look(url, staff.get(url).status_code)
                transaction.set_rollback(True)
    assert not watch.different(), "\n".join(watch.different())


def test_no_form_breaks_whatever_is_typed(staff: Client, watch: Watch) -> None:  # noqa: F811
    random, found = Random(f"typed by staff {MORE}"), {}
    for route in doors.routes():
        for number in numbers() if "<int" in route else [0]:
            seen = staff.get(doors.filled(route, number))
            if seen.status_code == 200 and seen["Content-Type"].startswith("text/html"):
                for form in forms(Seen(doors.filled(route, number), seen, text_of(seen))):
                    if "sign-out" not in form.action:
                        found.setdefault((re.sub(r"\d+", "#", form.action), tuple(sorted(form.kinds))), form)
    assert len(found) > 15
    for form in found.values():
        for turn in range(4 * MORE):
            doors._send_wrongly(staff, form, random, watch, turn)
    assert not watch.different(), "\n".join(watch.different())


def test_whoever_is_no_staff_finds_no_such_door(world: World) -> None:
    dan, stranger = signed_in(world.ours, "dan"), Client()
    for route in doors.routes():
        if route.startswith("/operator/"):
            for method in ("get", "post"):
                assert getattr(dan, method)(doors.filled(route, 1)).status_code == 404, route
                assert getattr(stranger, method)(doors.filled(route, 1)).status_code == 302, route
