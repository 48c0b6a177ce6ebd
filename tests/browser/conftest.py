"""The stage of a browser: one Kept with a demo world for the whole run, Debian's Chromium, and people at it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.house import House
from tests.browser.visitor import Visitor

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=15_000)  # a busy machine is no fault of a page
Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS, *sandbox])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """A real Kept: own folder, own port, the command that everybody types."""
    with House.standing() as house:
        yield house


@pytest.fixture
def visit(chromium: Browser, house: House) -> Iterator[Visit]:
    """Somebody comes: `visit()`, `visit("anna@…", width=390)`. What their browser complains of fails the test."""
    came: list[Visitor] = []

    def comes(email: str = "", *, width: int = 1280, **options: Any) -> Visitor:
        options = {"locale": "en-GB", "timezone_id": "Europe/Prague", "reduced_motion": "reduce"} | options
        context = chromium.new_context(base_url=house.address, viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(15_000)
        visitor = Visitor(context, house)
        came.append(visitor)
        if email:
            visitor.sign_in(email)
        return visitor

    yield comes
    complaints = [complaint for visitor in came for complaint in visitor.complaints]
    for visitor in came:
        visitor.context.close()
    assert complaints == []
