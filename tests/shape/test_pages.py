"""Every page is valid, whole and of this house alone: markup, headers, cookies (QUALITY U-2, P9, S2)."""

from __future__ import annotations

import pytest
from django.test import Client

from kept.policy.register import REGISTER
from kept.web.csp import HEADERS
from tests.cast import World
from tests.crawl import Seen, crawl
from tests.marked import furnish
from tests.markup import faults
from tests.walk import DOORS, foreign_numbers, signed_in

OUTSIDE = ("/", "/sign-in/", "/sign-up/", "/sign-in/forgotten/", "/privacy", "/trust", "/nowhere/at/all/")
DEVELOPMENT = ("/dev/components", "/dev/list", "/dev/record", "/dev/sheet", "/dev/ask", "/dev/mail/")
WITHOUT_SHELL = "/dev/cell/"  # an example of a part, which nobody opens as a page


SEEN: list[Seen] = []  # one walk serves all tests here


@pytest.fixture
def pages(world: World) -> list[Seen]:
    """What a visitor and a signed-in member can reach, and what the member's doors show."""
    if not SEEN:
        ids = furnish(world.ours, mark="mine")
        inside = [door.address("ours", foreign_numbers(door, ids)) for door in DOORS]
        SEEN.extend(crawl(Client(), [*OUTSIDE, *DEVELOPMENT]))
        SEEN.extend(crawl(signed_in(world.ours, "alice"), ["/", "/profile/", "/new-instance/", *inside]))
    return SEEN


def test_every_page_is_valid_and_loads_and_runs_nothing_but_ours(pages: list[Seen]) -> None:
    assert sum(seen.is_whole for seen in pages) > 25
    judged = [seen for seen in pages if seen.is_page and not seen.url.startswith(WITHOUT_SHELL)]
    wrong = [f"{seen.url}: {fault}" for seen in judged for fault in faults(seen.text)]
    assert wrong == []


@pytest.mark.promise("D9")
def test_every_answer_carries_the_headers_and_nothing_breaks(pages: list[Seen]) -> None:
    for seen in pages:
        assert seen.response.status_code < 500, seen.url
        for name in (*HEADERS, "Cache-Control"):
            assert seen.response.has_header(name), (seen.url, name)
        assert seen.response["Server"] == "kept", seen.url  # not what it is made of


@pytest.mark.promise("C5")
def test_only_declared_cookies_are_set_and_none_that_a_script_can_read(pages: list[Seen]) -> None:
    found = {}
    for seen in pages:
        for name, cookie in seen.response.cookies.items():
            found[name] = seen.url
            assert REGISTER.cookie(name) is not None, (name, seen.url)
            assert cookie["samesite"] in ("Lax", "Strict"), (name, seen.url)
            assert not cookie["domain"], (name, seen.url)
            assert cookie["httponly"] or name == "kept_language", (name, seen.url)
    assert found


GOOD = '<!doctype html><html lang="en"><head><title>A</title></head><body><main><h1>A</h1>{}</main></body></html>'


@pytest.mark.parametrize(
    ("piece", "fault"),
    [
        ('<p style="color:red">a</p>', "is inline"),
        ('<button onclick="x()">a</button>', "is inline"),
        ("<script>x()</script>", "inline script"),
        ('<a href="javascript:x()">a</a>', "is inline"),
        ('<script src="https://elsewhere.example/x.js"></script>', "from elsewhere"),
        ('<p id="a">a</p><p id="a">b</p>', "is there 2 times"),
        ('<input name="a">', "has no label"),
        ("<button></button>", "has no name"),
        ('<form action=""></form>', "empty action"),
        ("<h1>B</h1>", "2 h1"),
        ('<label for="gone">a</label>', "is not there"),
        ("<p><div>a</div></p>", "unexpected-end-tag"),
        ("<table><div>a</div></table>", "implies-table-voodoo"),
        ("<p>a<b>c</p>", "end-tag"),
    ],
)
def test_a_page_with_a_fault_is_found_out(piece: str, fault: str) -> None:
    assert faults(GOOD.format("")) == []
    assert any(fault in one for one in faults(GOOD.format(piece)))
