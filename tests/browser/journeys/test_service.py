"""The operator's own people: a reader joins, is sent an issue and leaves; a stranger writes and is answered."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import sound

EDITOR, SUPPORT = "irena@operator.example", "tomas@operator.example"


@pytest.mark.promise("C3")
def test_a_reader_joins_by_an_address_alone_and_leaves_with_one_click(visit):
    email = f"reader.{time.time_ns()}@lipnice.example"
    reader = visit()
    page = reader.go("/newsletter/")
    reader.shots("service-01-newsletter")
    sound(reader)
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me the newsletter").click()
    expect(page.locator("h1")).to_have_text("Look into your mailbox")
    sound(reader)
    reader.newest_letter("Do you want our newsletter").locator("article a").first.click()
    expect(page.locator("h1")).to_have_text("One more yes")
    reader.shots("service-02-confirm")
    sound(reader)
    page.get_by_role("button", name="Yes, send it to me").click()
    expect(page.locator("h1")).to_have_text("Thank you")
    sound(reader)

    editor = visit(EDITOR)
    sheet = editor.go("/operator/newsletter/new/")
    subject = f"Spring {time.time_ns()}"
    sheet.get_by_label("Subject").fill(subject)
    sheet.get_by_label("Text").press_sequentially("# Hello\n\nIt is **spring**.")
    expect(sheet.locator("#shown h2")).to_have_text("Hello")
    editor.shots("service-03-write")
    sound(editor)
    sheet.get_by_role("button", name="Keep and look").click()
    sheet.get_by_role("link", name="Send it").click()
    dialog = sheet.get_by_role("dialog")
    expect(dialog).to_contain_text("cannot be called back")
    dialog.get_by_role("button", name=re.compile(r"^Send \d+ letters?$")).click()
    expect(sheet.locator("main")).to_contain_text("On its way")
    editor.shots("service-04-sending")
    sound(editor)
    expect(sheet.locator(".work")).to_have_count(0, timeout=150_000)  # the queue is looked at once a minute
    sheet.reload()
    expect(sheet.locator("main")).to_contain_text("sent")
    sound(editor)

    page = reader.go("/dev/mail/")
    page.get_by_role("row").filter(has_text=email).get_by_role("link", name=subject).click()
    page.locator("article a", has_text="/newsletter/leave/").click()
    reader.shots("service-05-leave")
    sound(reader)
    page.get_by_role("button", name="Leave").click()
    expect(page.locator("h1")).to_have_text("You have left")
    people = editor.go(f"/operator/newsletter/readers/?q={email}")
    expect(people.locator("main")).to_contain_text("Nobody found")


@pytest.mark.promise("C2")
@pytest.mark.promise("C8")
def test_a_stranger_is_called_and_another_answered(visit):
    stranger = visit()
    page = stranger.go("/call-back/")
    stranger.shots("service-06-call-back")
    sound(stranger)
    page.get_by_label("Initials").fill("Q. X.")
    page.get_by_label("Phone").fill("602 555 789")
    page.get_by_role("button", name="Call me back").click()
    expect(page.locator("main")).to_contain_text("+420 602 555 789")
    page.goto("/contact/")
    about = f"A question {time.time_ns()}"
    page.get_by_label("E-mail").fill("quido@lipnice.example")
    page.get_by_label("Message").fill(f"{about}\n\nHow much?")
    page.get_by_role("button", name="Send the message").click()
    expect(page.locator("h1")).to_have_text("We have it")
    sound(stranger)

    support = visit(SUPPORT)
    desk = support.go("/operator/desk/calls/")
    support.shots("service-07-calls")
    sound(support)
    row = desk.get_by_role("row").filter(has_text="Q. X.")
    row.get_by_role("button", name="Not reached").click()
    support.says("end of the queue")
    row.get_by_role("button", name="Drop").click()
    support.says("Off the queue.").get_by_role("button", name=re.compile("Undo")).click()
    row.get_by_role("link", name="Called").click()
    desk.get_by_role("dialog").get_by_label("What was said").fill("Wants an offer.")
    desk.get_by_role("dialog").get_by_role("button", name="Write it down").click()
    expect(desk.locator("main")).to_contain_text("Wants an offer.")
    sound(support)

    desk = support.go("/operator/desk/caller/")
    desk.get_by_label("Number, e-mail or name").fill("(602) 555-789")
    desk.get_by_role("button", name="Who is it?").click()
    expect(desk.locator("main")).to_contain_text("Q. X.")
    support.shots("service-08-caller")
    sound(support)

    desk = support.go("/operator/desk/")
    desk.get_by_role("row").filter(has_text=about).get_by_role("link").first.click()
    desk.get_by_label("Text").fill("Ten crowns.")
    support.shots("service-09-thread")
    sound(support)
    desk.get_by_role("button", name=re.compile("Answer to")).click()
    support.says("on its way")
    desk.locator(".head").get_by_role("button", name="Close").click()
    support.says("Closed.")
    expect(desk.locator(".badge").first).to_have_text("closed")
    letter = support.newest_letter(f"Re: {about}")
    expect(letter.locator("article")).to_contain_text("Ten crowns.")


@pytest.mark.promise("C3")
def test_the_forms_work_without_script_and_by_keyboard(visit):
    plain = visit(java_script_enabled=False)
    page = plain.go("/newsletter/")
    page.get_by_label("E-mail").fill("not an address")
    with plain.expecting(422):
        page.get_by_label("E-mail").press("Enter")
        expect(page.locator("main")).to_contain_text("Write a whole e-mail address")
    page.get_by_label("E-mail").fill(f"plain.{time.time_ns()}@lipnice.example")
    plain.press("Enter")
    expect(page.locator("h1")).to_have_text("Look into your mailbox")
