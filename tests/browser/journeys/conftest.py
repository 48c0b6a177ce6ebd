"""What the journeys share: the seller at the list, and people who are made by the page."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable

import pytest

from tests.browser.visitor import Visitor

NUMBERS = itertools.count(time.time_ns() // 1_000_000_000)


@pytest.fixture
def unusual() -> Callable[[], str]:
    """A surname that nobody else has, so that journeys do not meet."""

    def name() -> str:
        return "Xylo" + "".join(chr(ord("a") + int(figure)) for figure in str(next(NUMBERS))[-7:])

    return name


@pytest.fixture
def petr(visit, house) -> Visitor:
    """The seller of the demo world."""
    visitor = visit(house.person("FULL_THROTTLE")["email"])
    visitor.home = f"/{house.slug()}/"
    return visitor


@pytest.fixture
def marketa(visit, house) -> Visitor:
    """Its administrator."""
    visitor = visit(house.person("ADMIN")["email"])
    visitor.home = f"/{house.slug()}/"
    return visitor


def make_contact(visitor: Visitor, first: str, last: str, **facts: str) -> str:
    """A new contact by the page; its address."""
    page = visitor.go(f"{visitor.home}contacts/new/")
    page.get_by_label("First name").fill(first)
    page.get_by_label("Last name").fill(last)
    for label, value in facts.items():
        page.get_by_label(label, exact=True).first.fill(value)
    page.get_by_role("button", name="Make it", exact=False).click()
    page.wait_for_url(re.compile(r"/contacts/\d+/$"))
    return page.url
