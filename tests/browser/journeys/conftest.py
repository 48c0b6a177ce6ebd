"""What the journeys share: the seller at the list, and people who are made by the page."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable

import pytest

from tests.browser.visitor import Visitor


@pytest.fixture
def unusual() -> Callable[[], str]:
    """A surname that nobody else has and that resembles no other: Kept asks about twins, and journeys shall not meet."""
    letters = random.SystemRandom()

    def name() -> str:
        return "X" + "".join(letters.choices(string.ascii_lowercase, k=10))

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
