"""The lockbox: a customer asks, the operator proposes, the customer opens with a second step, watches, and ends it."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from tests.browser.axe import sideways, violations
from tests.browser.house import House
from tests.browser.journeys.conftest import make_contact
from tests.browser.journeys.test_second_step import six_figures
from tests.browser.visitor import Visitor


def looked_at(visitor: Visitor, name: str) -> None:
    """Pictures, and nothing wrong in any of them."""
    visitor.shots(name, whole=True)
    assert violations(visitor.page) == [], name
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    assert not sideways(visitor.page), name
    visitor.page.set_viewport_size({"width": 1280, "height": 900})


class Phone:
    """An app for codes; each code is good once."""

    def __init__(self, visitor: Visitor, password: str) -> None:
        self.visitor, self.last = visitor, ""
        page = visitor.go("/profile/security/app/")
        if "/again/" in page.url:
            page.get_by_label(re.compile("[Pp]assword")).fill(password)
            page.locator("main form button.primary").first.click()
        self.secret = page.locator("main code").inner_text().strip()
        page.get_by_label("Code").fill(self.code())
        page.get_by_role("button", name="Switch it on").click()
        page.wait_for_url(lambda url: "/app/" not in url)

    def code(self) -> str:
        """A code that was not given yet: wait for the next one if need be."""
        for ahead in (0, 30):
            shown = six_figures(self.secret, time.time() + ahead)
            if shown != self.last:
                break
        self.last = shown
        return shown

    def off(self) -> None:
        """Switch it off, for those who come after."""
        page = self.visitor.go("/profile/security/app/off/")
        self.give()
        page.goto("/profile/security/app/off/")
        page.locator("main form button").last.click()
        page.wait_for_load_state()

    def give(self) -> Page:
        """Give a code where it is asked for."""
        page = self.visitor.page
        if "/again/" in page.url or "reauthenticate" in page.url:
            page.get_by_label(re.compile("[Cc]ode")).fill(self.code())
            page.locator("main form button.primary").first.click()
            page.wait_for_url(lambda url: "/again/" not in url and "reauthenticate" not in url)
        return page


def ask(marketa: Visitor, why: str) -> str:
    """Ask for a correction. Returns the number of the operation."""
    page = marketa.go(f"{marketa.home}privacy/lockbox/")
    looked_at(marketa, "lockbox-01-list")
    page.get_by_role("link", name="Ask for a data operation").click()
    page.get_by_label("What it is for").select_option("correction")
    page.get_by_label("In a sentence").fill(why)
    for heading in page.locator("details:not([open]) summary").all():
        if "ontacts" in heading.inner_text():
            heading.click()
    contacts = page.locator("details", has=page.locator("input[value='contacts.contact:last_name']"))
    for label in ("Last name", "Phone"):
        contacts.get_by_label(label, exact=True).check()
    page.get_by_label("Which records").select_option("all")
    page.get_by_label("correct them in place").check()
    page.get_by_label("work on an encrypted copy").check()
    page.get_by_label("At most so many records").fill("1000")
    looked_at(marketa, "lockbox-02-ask")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url(re.compile(r"/lockbox/\d+/$"))
    looked_at(marketa, "lockbox-03-asked")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def test_a_customer_opens_the_lockbox_watches_and_ends_it(visit, house):
    marketa, tomas = visit(house.person("ADMIN")["email"]), visit("tomas@operator.example")
    marketa.home = f"/{house.slug()}/"
    phone = Phone(marketa, house.password_of(house.person("ADMIN")["email"]))
    key = Phone(tomas, house.password_of("tomas@operator.example"))
    try:
        opened_watched_ended(house, marketa, tomas, phone, key)
    finally:
        phone.off()
        key.off()


def opened_watched_ended(house: House, marketa: Visitor, tomas: Visitor, phone: Phone, key: Phone) -> None:
    figures = f"{time.time_ns() // 1_000_000 % 1_000_000:06d}"
    spaced = f"{figures[:3]} {figures[3:]}"
    make_contact(marketa, "Jana", f"Xylo{figures}", Phone=f"+420 777 {spaced}")
    number = ask(marketa, f"Phones are written with spaces {datetime.now(UTC):%H%M%S}")
    desk, ours = f"/operator/lockbox/{number}/", f"{marketa.home}privacy/lockbox/{number}/"

    page = tomas.go("/operator/lockbox/")
    looked_at(tomas, "lockbox-04-desk")
    page = tomas.go(desk)
    page.get_by_role("link", name="Propose an agreement").click()
    page.get_by_label("Price").fill("1 200 CZK")
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.get_by_text("It waits for the customer")).to_be_visible()

    page = marketa.go(ours)
    looked_at(marketa, "lockbox-05-proposed")
    page.get_by_role("link", name="Open the lockbox").click()
    page = phone.give()
    if "/accept/" not in page.url:
        page.goto(f"{ours}accept/")
    looked_at(marketa, "lockbox-06-agree")
    page.get_by_role("button", name="I agree: open it").click()
    expect(page.get_by_role("button", name="End it now")).to_be_visible()

    page = tomas.go(desk)
    page.get_by_role("link", name="Go in").click()
    page = key.give()
    page.get_by_role("button", name="Go in").click()
    expect(page.get_by_role("heading", name="In the lockbox")).to_be_visible()
    looked_at(tomas, "lockbox-07-work")
    expect(marketa.page.get_by_text("Somebody of the operator is in right now")).to_be_visible()
    expect(marketa.page.locator("#lockbox-lines")).to_contain_text("Tomáš Beran")

    page.get_by_role("link", name="Correct all").click()
    page.get_by_label("Field").select_option("phone")
    page.get_by_label("Find").fill(spaced)
    page.get_by_label("Put in its place").fill(figures)
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", name="1 record would change")).to_be_visible()
    looked_at(tomas, "lockbox-08-trial")
    page.get_by_role("button", name="Correct 1 record").click()
    expect(page.get_by_role("heading", name="In the lockbox")).to_be_visible()
    page.get_by_role("link", name="The copy").click()
    page.get_by_role("button", name="Take the copy").click()
    expect(page.get_by_role("heading", name="What stands in the fields")).to_be_visible()
    looked_at(tomas, "lockbox-09-copy")

    expect(marketa.page.locator("#lockbox-lines")).to_contain_text("Corrected")
    looked_at(marketa, "lockbox-10-watched")
    marketa.page.get_by_role("button", name="End it now").click()
    page = tomas.go(f"{desk}work/")
    expect(page.get_by_role("heading", name="In the lockbox")).to_have_count(0)
    expect(marketa.page.get_by_text("Closed. Nothing is left of it.")).to_be_visible(timeout=90_000)
    page = marketa.go(f"{ours}certificate/")
    expect(page.get_by_text("Copies destroyed, with their key")).to_be_visible()
    looked_at(marketa, "lockbox-11-certificate")
    page = tomas.go(f"{desk}certificate/")
    expect(page.get_by_text("Copies destroyed, with their key")).to_be_visible()
