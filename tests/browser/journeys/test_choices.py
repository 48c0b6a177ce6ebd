"""Choices: a person says no and yes by a link, the officer finds the proof, an instance asks whom it may contact."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import sideways, violations
from tests.browser.journeys.conftest import make_contact
from tests.browser.visitor import Visitor


def right(visitor: Visitor, shot: str) -> None:
    """The page as it is has no fault that axe knows, is not pushed sideways, and is shot in all looks."""
    assert violations(visitor.page) == [] and not sideways(visitor.page)
    visitor.shots(shot)


@pytest.mark.promise("R7", "R1")
def test_a_user_objects_and_a_stranger_with_the_link_takes_it_back(petr: Visitor, visit) -> None:
    page = petr.go("/profile/choices/")
    page.get_by_role("button", name=re.compile("I object: stop it.*Offers")).click()
    expect(page.get_by_role("status")).to_contain_text("You objected")
    right(petr, "choices-profile")
    link = page.get_by_role("link", name=re.compile("Receipt.*Offers")).get_attribute("href") or ""
    stranger = visit()
    page = stranger.go(link)
    expect(page.get_by_text("the profile")).to_be_visible()
    right(stranger, "choices-receipt")
    page.get_by_role("link", name="Change your choices").click()
    right(stranger, "choices-page")
    page.get_by_role("button", name=re.compile("Take my objection back.*Offers")).click()
    expect(page.get_by_role("status")).to_contain_text("It goes on")
    assert "@" not in page.url


@pytest.mark.promise("C5")
def test_a_stranger_reads_the_list_of_cookies(visit) -> None:
    stranger = visit()
    page = stranger.go("/cookies")
    expect(page.get_by_role("row", name=re.compile("__Host-kept_session"))).to_be_visible()
    right(stranger, "cookies")


@pytest.mark.promise("R1")
def test_an_instance_names_a_purpose_and_asks_whom_it_may_contact(marketa: Visitor, unusual) -> None:
    surname = unusual()
    page = marketa.go(f"{marketa.home}privacy/consents/")
    page.get_by_role("link", name=re.compile("New purpose")).click()
    page.get_by_label("What for").fill(f"Invitations {surname}")
    page.get_by_label("Legal basis").select_option("LEGITIMATE_INTEREST")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("row", name=re.compile(f"Invitations {surname}"))).to_be_visible()
    right(marketa, "choices-instance")
    record = make_contact(marketa, "Nora", surname)
    page = marketa.go(f"{record}choices/")
    page.get_by_role("button", name=re.compile(f"They objected.*Invitations {surname}")).click()
    expect(page.get_by_role("row", name=re.compile(f"Invitations {surname}")).first).to_contain_text("Objected")
    right(marketa, "choices-contact")
    page = marketa.go(f"{marketa.home}contacts/?q={surname}&f=may_for:in:invitations-{surname.lower()}")
    expect(page.get_by_text(surname, exact=False).locator("visible=true").first).to_be_visible()
    assert page.get_by_role("row", name=re.compile(f"Nora {surname}")).count() == 0
