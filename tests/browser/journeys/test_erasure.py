"""An administrator handles the wish of a person by hand: a copy with its password, a lock, an erasure with its certificate."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.axe import sideways, violations
from tests.browser.journeys.conftest import make_contact
from tests.browser.visitor import Visitor


def looked_at(visitor: Visitor, name: str) -> None:
    """Pictures, and nothing wrong in any of them."""
    visitor.shots(name, whole=True)
    assert violations(visitor.page) == []
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    assert not sideways(visitor.page), name
    visitor.page.set_viewport_size({"width": 1280, "height": 900})


def test_a_copy_a_lock_and_an_erasure(marketa, unusual):
    name = unusual()
    email = f"jana@{name.lower()}.example"
    contact = make_contact(marketa, "Jana", name, **{"E-mail": email})
    page = marketa.go(f"{marketa.home}privacy/erasure/")
    looked_at(marketa, "erasure-01-overview")
    page.get_by_role("link", name="Find a person").click()
    page.get_by_label("Their e-mail address").fill(email)
    page.get_by_role("button", name="Look in every store").click()
    expect(page.get_by_role("heading", name="What is held")).to_be_visible()
    looked_at(marketa, "erasure-02-found")
    page.get_by_role("button", name="Make a copy").click()
    page.get_by_role("button", name="Show the password").click()
    expect(page.locator("#password")).to_be_visible()
    looked_at(marketa, "erasure-03-copy")
    with page.expect_download() as got:
        page.get_by_role("link", name="Take the file").click()
    assert got.value.suggested_filename.endswith(".zip")
    find(marketa, email)
    page.get_by_role("button", name="Restrict").click()
    expect(page.get_by_role("heading", name="Restricted")).to_be_visible()
    page.goto(contact)
    expect(page.get_by_text("Restricted at the wish of the person")).to_be_visible()
    looked_at(marketa, "erasure-04-restricted")
    find(marketa, email)
    page.get_by_label("Why").fill("asked by letter")
    page.get_by_label("I mean it").check()
    page.get_by_role("button", name="Erase for good").click()
    page.wait_for_url(re.compile("/certificate/"))
    expect(page.get_by_text("complete", exact=False).first).to_be_visible(timeout=30_000)
    looked_at(marketa, "erasure-05-certificate")
    page.goto(contact)
    expect(page.get_by_text("anonymised").first).to_be_visible()


def find(visitor: Visitor, email: str) -> None:
    """Look for somebody."""
    page = visitor.go(f"{visitor.home}privacy/erasure/find/")
    page.get_by_label("Their e-mail address").fill(email)
    page.get_by_role("button", name="Look in every store").click()
    expect(page.get_by_role("heading", name="What is held")).to_be_visible()
