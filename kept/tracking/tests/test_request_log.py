"""The request log: every request leaves a line, in the declared fields, and nothing of what was typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from kept.grants.staff import StaffRole
from kept.tenancy.opening import system
from kept.tracking.models import ActiveInstance, RequestLine, Tally
from tests.cast import World
from tests.nasty import text
from tests.staff import hire
from tests.walk import signed_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
Noted = Callable[[], None]


def lines(**which: Any) -> list[RequestLine]:
    with system("tests"):
        return list(RequestLine.objects.filter(**which).order_by("at", "pk"))


@pytest.mark.promise("C7")
def test_a_page_of_a_user_leaves_one_line_in_the_declared_fields(world: World, noted: Noted) -> None:
    bob = signed_in(world.ours, "bob")
    answer = bob.get("/ours/contacts/?q=Nov%C3%A1k", HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="198.51.100.4")
    noted()
    [one] = lines()
    assert (one.method, one.route, one.status, one.satisfied) == ("GET", "contacts:list", answer.status_code, True)
    assert (one.ip, one.user_id, one.instance) == ("198.51.100.4", world.ours.bob.user_id, world.ours.instance.pk)
    assert one.device == "Firefox 132 · Windows 10"
    assert one.queries > 0 and one.duration_ms > 0 and one.bytes >= len(answer.content)
    assert one.failure == ""


@pytest.mark.promise("C7")
def test_what_is_refused_not_found_or_of_no_method_leaves_a_line_too(
    world: World, noted: Noted, client: Client
) -> None:
    client.get("/no/such/Jan-Novak")
    client.get("/ours/contacts/")
    client.generic("JANNOVAK", "/")
    client.get("/api/v2/company/")
    noted()
    found = [(one.method, one.route, one.status, one.satisfied) for one in lines()]
    assert found[0] == ("GET", "nowhere", 404, False)
    assert found[1] == ("GET", "contacts:list", 302, True)
    assert found[2][0] == "other"
    assert found[3][1:3] == ("api:companyGet", 401)


@pytest.mark.promise("U4")
def test_numbers_of_the_day_are_counted_as_lines_go_by_and_name_nobody(world: World, noted: Noted) -> None:
    bob = signed_in(world.ours, "bob")
    for _time in range(3):
        bob.get("/ours/contacts/", HTTP_USER_AGENT=FIREFOX)
    noted()
    assert (
        sum(Tally.objects.filter(what="route", key="GET contacts:list", part="2xx").values_list("number", flat=True))
        == 3
    )
    assert Tally.objects.get(what="browser").number == 3
    assert list(ActiveInstance.objects.values_list("instance", flat=True)) == [world.ours.instance.pk]
    with system("tests"):
        RequestLine.objects.all().delete()
    assert Tally.objects.filter(what="route").exists(), "the numbers outlive the lines"


def test_on_call_staff_read_the_log_by_route_and_answer(world: World, noted: Noted, client: Client) -> None:
    client.get("/privacy")
    client.get("/no/such")
    noted()
    carol = hire(world, "carol", StaffRole.ON_CALL)
    page = carol.get("/operator/requests-log/?answer=4").content.decode()
    assert "GET nowhere" in page and "GET notice" not in page
    assert "No such request" in carol.get("/operator/requests-log/?route=zebra").content.decode()
    assert carol.get("/operator/requests-log/?day=x&before=never&slow=1").status_code == 200


def test_support_without_the_right_does_not_read_it(world: World, noted: Noted) -> None:
    assert hire(world, "bob", StaffRole.SUPPORT).get("/operator/requests-log/").status_code == 403
    assert signed_in(world.ours, "alice").get("/operator/requests-log/").status_code == 404


@pytest.mark.promise("C7")
def test_lines_that_are_told_on_the_standard_output_carry_nothing_of_a_person(
    world: World, noted: Noted, capfdbinary: Any
) -> None:
    from kept.tracking.keeper import keeper
    from kept.tracking.lines import kind_of, line_of
    from kept.tracking.writing import say

    signed_in(world.ours, "bob").get("/ours/contacts/", HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="198.51.100.4")
    say([line_of(one, kind_of(one.browser)) for one in keeper.lines])
    told = json.loads(capfdbinary.readouterr().out)
    assert told["route"] == "contacts:list" and told["status"] == 200
    assert not {"ip", "user", "device"} & told.keys()


def test_nonsense_in_the_filter_breaks_no_page(world: World, noted: Noted) -> None:
    random = Random("filters")  # noqa: S311
    carol = hire(world, "carol", StaffRole.ON_CALL)
    for _time in range(60):
        names = ("day", "route", "answer", "slow", "before", "days")
        query = urlencode({name: text(random)[:500] for name in names})
        for page in ("requests-log", "statistics", "errors"):
            assert carol.get(f"/operator/{page}/?{query}").status_code == 200
    for day in ("9999-12-31", "0001-01-01"):
        assert carol.get(f"/operator/requests-log/?day={day}&before={day}T00:00:00%2B14:00").status_code == 200
    assert carol.get(f"/operator/errors/{2**70}/").status_code == 404
