"""A stranger talks with support in a chat, leaves, and hears more by e-mail."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import sound

SUPPORT = "tomas@operator.example"


@pytest.mark.promise("C8")
@pytest.mark.promise("U5")
def test_two_talk_live_and_what_comes_after_goes_by_e_mail(visit):
    about, email = f"A question {time.time_ns()}", f"chat.{time.time_ns()}@lipnice.example"
    stranger, support = visit(), visit(SUPPORT)
    inbox = support.go("/operator/desk/")
    page = stranger.go("/chat/")
    stranger.shots("chat-01-begin")
    sound(stranger)
    page.get_by_label("What can we do for you?").fill(about)
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Begin the chat").click()
    expect(page.locator("h1")).to_have_text("You are talking with us")
    sound(stranger)

    expect(
        inbox.get_by_role("status").filter(has_text="in the chat")
    ).to_be_visible()  # the inbox hears of it by itself
    inbox.reload()
    row = inbox.get_by_role("row").filter(has_text=about)
    expect(row).to_contain_text("here now")
    support.shots("chat-02-inbox")
    sound(support)
    row.get_by_role("link").first.click()
    inbox.get_by_label("Text").fill("We are here. How can we help?")
    inbox.get_by_role("button", name="Answer in the chat").click()
    support.shots("chat-03-desk")
    sound(support)

    expect(page.get_by_role("log")).to_contain_text("How can we help?")  # without a hand of the visitor
    line = page.get_by_label("Your message")
    line.fill("Does it work on a phone?")
    line.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Does it work on a phone?")
    expect(line).to_have_value("")
    stranger.shots("chat-04-talk")
    sound(stranger)
    expect(inbox.get_by_role("log")).to_contain_text("Does it work on a phone?")
    expect(page.get_by_role("log").get_by_role("listitem")).to_have_count(3)

    page.get_by_role("button", name="End the chat").click()
    expect(page.locator("h1")).to_have_text("The chat has ended")
    stranger.shots("chat-05-ended")
    sound(stranger)
    inbox.reload()
    inbox.get_by_label("Text").fill("It does, and on a watch.")
    inbox.get_by_role("button", name=re.compile("^Answer to")).click()
    letter = stranger.newest_letter(re.escape(about))
    expect(letter.locator("article")).to_contain_text("It does, and on a watch.")


def test_it_works_without_script_as_a_form(visit):
    stranger = visit(java_script_enabled=False)
    page = stranger.go("/chat/")
    page.get_by_label("What can we do for you?").fill("Hello")
    page.get_by_role("button", name="Begin the chat").click()
    page.get_by_label("Your message").fill("Anybody there?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log")).to_contain_text("Anybody there?")
    expect(page.get_by_role("link", name="Look for an answer")).to_be_visible()
