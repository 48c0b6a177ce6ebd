"""Somebody leaves an idea, the desk publishes it without their name, a user votes, and its owner hears what became of it."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.axe import sideways, violations

SUPPORT = "tomas@operator.example"


def sound(visitor) -> None:
    """Nothing is in the way of anybody on this page."""
    assert violations(visitor.page) == [], visitor.page.url
    assert not sideways(visitor.page), visitor.page.url


@pytest.mark.promise("C8")
@pytest.mark.promise("U5")
def test_an_idea_goes_its_way_and_its_owner_hears_of_it(visit, house):
    number = time.time_ns()
    words, email, title = f"Wish {number}", f"idea.{number}@lipnice.example", f"A calmer list {number}"
    stranger, support = visit(), visit(SUPPORT)
    page = stranger.go("/ideas/")
    stranger.shots("ideas-01-list")
    sound(stranger)
    page.get_by_role("link", name="Leave an idea").first.click()
    page.get_by_label("Your idea").fill(words)
    page.get_by_label("E-mail").fill(email)
    stranger.shots("ideas-02-leave")
    sound(stranger)
    page.get_by_role("button", name="Leave the idea").click()
    expect(page.locator("main")).to_contain_text(email)
    sound(stranger)

    desk = support.go("/operator/desk/")
    desk.get_by_role("row").filter(has_text=words).get_by_role("link").first.click()
    sound(support)
    desk.get_by_role("link", name="Make an idea of it").click()
    desk.get_by_label("Idea", exact=True).first.fill(title)
    support.shots("ideas-03-words")
    sound(support)
    desk.get_by_role("button", name=re.compile("^Keep")).click()
    desk.get_by_role("button", name="Publish it").click()
    desk.get_by_label("What becomes of it").select_option("planned")
    desk.get_by_label("Why").fill("In spring.")
    desk.get_by_role("button", name="Keep, and tell its owners").click()
    support.says("1 person is told")
    support.shots("ideas-04-desk")
    sound(support)
    desk.goto("/operator/desk/ideas/")
    support.shots("ideas-05-all")
    sound(support)

    user = visit(house.person("READONLY")["email"])
    voting = user.go("/ideas/")
    voting.get_by_role("link", name=title, exact=True).click()
    expect(voting.locator("main")).to_contain_text("In spring.")
    expect(voting.locator("main")).not_to_contain_text(words)
    voting.get_by_role("button", name="I want it too").click()
    expect(voting.locator("main")).to_contain_text("1 vote")
    user.shots("ideas-06-idea")
    sound(user)

    letter = stranger.newest_letter("Wish")
    expect(letter.locator("article")).to_contain_text("is now planned")
    letter.locator("article a", has_text="/ideas/quiet/").click()
    sound(stranger)
    page.get_by_role("button", name="No more letters about it").click()
    expect(page.locator("h1")).to_have_text("You hear no more of it")


@pytest.mark.promise("C8")
def test_a_web_conference_is_arranged_and_called_off(visit):
    support = visit(SUPPORT)
    page = support.go("/operator/desk/")
    page.get_by_role("row").filter(has_text="Thank you").get_by_role("link").first.click()
    page.get_by_role("link", name="Arrange a web conference").click()
    page.get_by_label("Day").fill("2031-03-28")
    page.get_by_label("Time", exact=True).fill("10:00")
    page.get_by_label("Where to join").fill("https://meet.example/abc")
    support.shots("meeting-01-arrange")
    sound(support)
    page.get_by_role("button", name=re.compile("^Invite them")).click()
    support.says("The invitation is on its way")
    support.shots("meeting-02-talk")
    sound(support)
    page.goto("/operator/desk/meetings/")
    support.shots("meeting-03-list")
    sound(support)
    page.get_by_role("row").filter(has_text="Thank you").get_by_role("link").first.click()
    page.get_by_role("button", name="Call it off").first.click()
    support.says("Called off")
