"""What is turned away stands in the request log like all else, in the declared fields; a flood of it fills no disk (C7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kept.server.turns import Turns
from kept.tracking import evidence, flood
from kept.tracking.keeper import keeper
from kept.tracking.models import RequestLine, Tally
from kept.tracking.tests.test_evidence import measured
from kept.tracking.tests.test_request_log import FIREFOX, lines
from kept.tracking.turned import no_turn
from tests.cast import World
from tests.server.test_turns import ask
from tests.walk import signed_in

Noted = Callable[[], None]


def refuses(environ: Any, start: Any) -> list[bytes]:
    raise AssertionError("nobody gets a turn here")


def turned_away(**more: Any) -> str:
    door = Turns(refuses, 1, noted=no_turn)
    assert door.free.acquire()
    door.waiting = 1_000_000
    return ask(door, "/Jan-Novak/?q=jan@example.cz", REQUEST_METHOD="GET", HTTP_USER_AGENT=FIREFOX, **more)[0]


@pytest.mark.promise("C7")
def test_a_request_that_got_no_turn_leaves_a_line(db: None, noted: Noted) -> None:
    assert turned_away().startswith("503")
    noted()
    [one] = lines()
    assert (one.method, one.route, one.status, one.satisfied) == ("GET", "no turn", 503, False)
    assert (one.ip, one.device, one.user_id, one.instance) == ("192.0.2.1", "Firefox 132 · Windows 10", None, None)
    assert measured(evidence.nothing_typed).good and measured(evidence.declared_fields).good


@pytest.mark.promise("C7")
def test_another_host_another_method_and_what_is_not_there_leave_a_line_each(
    world: World, noted: Noted, client: Client
) -> None:
    client.get("/privacy", HTTP_HOST="elsewhere.example")
    client.generic("PUT", "/privacy")
    client.get("/no/such")
    signed_in(world.ours, "carol").get("/ours/settings/instance/")
    client.post("/login/", {"login": "a", "password": "b"}, HTTP_X_NOTHING="1")
    noted()
    assert [one.status for one in lines()][:4] == [400, 405, 404, 403]


@pytest.mark.promise("C7", "D9")
def test_a_flood_of_refused_requests_is_counted_and_fills_nothing(db: None, noted: Noted, client: Client) -> None:
    for _ in range(flood.OF_ONE + 40):
        client.get("/no/such", REMOTE_ADDR="203.0.113.7")
    client.get("/no/such", REMOTE_ADDR="203.0.113.8")  # another's are noted still
    client.get("/privacy", REMOTE_ADDR="203.0.113.7")  # and what is answered well
    noted()
    assert RequestLine.objects.filter(ip="203.0.113.7", status=404).count() == flood.OF_ONE
    assert [one.status for one in lines(ip="203.0.113.8")] == [404]
    assert RequestLine.objects.filter(ip="203.0.113.7", status=200).count() == 1
    numbers = Tally.objects.filter(what="route", key="GET nowhere", part="4xx").values_list("number", flat=True)
    assert sum(numbers) == flood.OF_ONE + 41
    assert measured(evidence.refused_requests).value == f"40 / {flood.OF_ONE + 41}"


@pytest.mark.promise("C7")
def test_many_addresses_together_have_a_bound_too_and_who_is_signed_in_has_none(
    world: World, noted: Noted, client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(flood, "OF_ALL", 5)
    for number in range(9):
        client.get("/no/such", REMOTE_ADDR=f"203.0.113.{number}")
    carol = signed_in(world.ours, "carol")
    for _ in range(9):
        carol.get("/ours/settings/instance/")
    noted()
    assert RequestLine.objects.filter(status=404).count() == 5
    assert RequestLine.objects.filter(status=403, user_id=world.ours.carol.user_id).count() == 9


@pytest.mark.promise("C7")
def test_more_counted_than_refused_turns_the_figure_red(db: None, noted: Noted) -> None:
    keeper.note_count(flood.HELD, "")
    noted()
    assert not measured(evidence.refused_requests).good
