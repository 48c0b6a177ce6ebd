"""The operator's desk and newsletter, and the forms for strangers: whatever comes in, the answer is a clear one."""

from __future__ import annotations

import re
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from kept.demo import service
from kept.desk.models import ContactPoint, Correspondent, Thread
from kept.grants.staff import StaffRole
from kept.identity.models import User
from kept.newsletter.models import Issue, Subscriber
from kept.tenancy.opening import system
from tests.cast import World
from tests.crawl import Seen, text_of
from tests.doors.test_bad_input import MORE, Watch, watch  # noqa: F401  (a fixture)
from tests.forms import forms
from tests.markup import faults
from tests.nasty import TEXTS, text
from tests.staff import hire
from tests.walk import ABSENT, signed_in

ROOMS = (
    "operator/desk/",
    "operator/newsletter/",
    "newsletter/",
    "call-back/",
    "contact/",
    "chat/",
    "ideas/",
    "counting/",
)


def routes(patterns: Any = None, before: str = "") -> list[str]:
    """Every address of the rooms, with the places for arguments in it."""
    found = []
    for one in get_resolver().url_patterns if patterns is None else patterns:
        whole = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            found += routes(one.url_patterns, whole)
        elif whole.startswith(ROOMS):
            found.append("/" + whole)
    return found


def filled(route: str, number: int, word: str = "open") -> str:
    return re.sub(r"<(int|str):\w+>", lambda one: str(number) if one[1] == "int" else word, route)


@pytest.fixture
def desk(world: World, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A member of staff who may do all, with the demo's talks, calls, readers and issues."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("allauth.core.ratelimit.consume", lambda *_, **__: True)
    client = hire(world, "bob", StaffRole.SUPPORT, StaffRole.EDITOR)
    with system("tests"):
        User.objects.filter(pk=world.ours.members["bob"].user_id).update(email="tomas@operator.example")
        service.make()
    client.raise_request_exception = False
    return client


def numbers() -> list[int]:
    """Keys of rows of every kind."""
    with system("tests"):
        models = (Correspondent, Thread, ContactPoint, Subscriber, Issue)
        return [key for model in models for key in model.objects.values_list("pk", flat=True)[:2]]


def test_there_are_doors_to_walk() -> None:
    assert len(routes()) > 35


def test_what_is_not_there_is_told_so_at_every_door(desk: Client) -> None:
    for route in routes():
        if "<int" in route:
            for method in (desk.get, desk.post):
                assert method(filled(route, ABSENT)).status_code in (404, 302), route
                assert method(filled(route, 10**25)).status_code in (404, 302), route


def test_every_page_is_valid(desk: Client) -> None:
    wrong, pages = [], 0
    for route in routes():
        for number in numbers() if "<int" in route else [0]:
            answer = desk.get(filled(route, number))
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                pages += 1
                wrong += [f"{filled(route, number)}: {fault}" for fault in faults(text_of(answer))]
    assert pages >= 25
    assert wrong == []


def test_no_parameter_breaks_a_page(desk: Client, watch: Watch) -> None:  # noqa: F811
    random, keys = Random(f"service {MORE}"), numbers()
    for route in routes():
        for _ in range(4 * MORE):
            asked = {random.choice(("q", "state", "from", "after", "other")): text(random)[:3000] for _ in range(2)}
            url = f"{filled(route, random.choice(keys))}?{urlencode(asked)}"
            with transaction.atomic():
                watch.look(url, desk.get(url).status_code)
                transaction.set_rollback(True)
    assert not watch.different(), "\n".join(watch.different())


def test_no_form_breaks_whatever_is_typed(desk: Client, watch: Watch) -> None:  # noqa: F811
    random, keys = Random(f"typed {MORE}"), numbers()
    found = {}
    for route in routes():
        for number in keys if "<int" in route else [0]:
            seen = desk.get(filled(route, number))
            if seen.status_code == 200 and seen["Content-Type"].startswith("text/html"):
                for form in forms(Seen(filled(route, number), seen, text_of(seen))):
                    if "sign-out" not in form.action:
                        found.setdefault((re.sub(r"\d+", "#", form.action), tuple(sorted(form.kinds))), form)
    assert len(found) > 20
    for form in found.values():
        for turn in range(5 * MORE):
            _send_wrongly(desk, form, random, watch, turn)
    assert not watch.different(), "\n".join(watch.different())


def _send_wrongly(desk: Client, form: Any, random: Random, watch: Watch, turn: int) -> None:  # noqa: F811
    sent: dict[str, Any] = dict(form.values)
    for name in random.sample(sorted(form.kinds), min(len(form.kinds), random.randint(1, 3))):
        wrong = random.choice(TEXTS) if turn % 2 else text(random)
        file = form.kinds[name] == "file"
        sent[name] = SimpleUploadedFile("x.png", wrong.encode("utf-8", "replace")) if file else wrong
    with transaction.atomic():
        watch.look(f"POST {form.action} {str(sent)[:200]}", desk.post(form.action, sent).status_code)
        transaction.set_rollback(True)


def test_a_page_that_breaks_is_found_out(desk: Client, watch: Watch, monkeypatch: Any) -> None:  # noqa: F811
    def broken(*_: Any) -> Any:
        raise ValueError("a twin that breaks")

    monkeypatch.setattr("kept.desk.correspondents.callers", broken)
    watch.look("caller", desk.get("/operator/desk/caller/?q=1").status_code)
    assert any("a twin that breaks" in one for one in watch.different())


def test_whoever_is_no_staff_finds_no_such_door(world: World) -> None:
    alice, stranger = signed_in(world.ours, "alice"), Client()
    for route in routes():
        if route.startswith("/operator/"):
            for method in ("get", "post"):
                assert getattr(alice, method)(filled(route, 1)).status_code == 404, route
                assert getattr(stranger, method)(filled(route, 1)).status_code == 302, route
