"""A file for a meeting: added from the story, seen below it, added again with its form, taken off, and brought back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import sideways, violations
from tests.browser.journeys.conftest import make_contact

AGENDA = {"name": "agenda.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 what we talk about"}
PRICES = {"name": "prices.txt", "mimeType": "text/plain", "buffer": b"What we offer"}
PROGRAM = {"name": "run.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ\x00\x01"}


@pytest.mark.promise("L5")
def test_a_meeting_has_its_papers(petr, unusual):
    name = unusual()
    make_contact(petr, "Oldřiška", name)
    page, title = petr.page, f"The order of {name}"
    page.get_by_role("link", name="Meeting or call").click()
    page.locator("dialog").get_by_label("What about").fill(title)
    page.locator("dialog").get_by_role("button", name="Plan").click()
    petr.says("Planned")
    story = page.locator("#story-items > li", has_text=title)
    story.get_by_role("link", name=f"A file for: {title}").click()
    page.locator("dialog input[type=file]").set_input_files(AGENDA)
    page.get_by_role("button", name="Keep", exact=True).click()
    petr.says("Kept: agenda.pdf")
    expect(story.get_by_role("link", name="agenda.pdf")).to_be_visible()
    assert violations(page) == []
    story.scroll_into_view_if_needed()
    petr.shots("activity-files-01-story", whole=True)
    story.get_by_role("link", name=title, exact=True).click()
    dialog = page.locator("dialog")
    expect(dialog.get_by_role("link", name="agenda.pdf")).to_be_visible()
    dialog.get_by_label("What about").fill(f"{title} again")
    dialog.locator("input[type=file]").set_input_files([PRICES, PROGRAM])
    dialog.get_by_role("button", name="Keep", exact=True).click()
    expect(dialog.locator(".errors")).to_contain_text("run.exe")
    expect(dialog.get_by_label("What about")).to_have_value(f"{title} again")
    assert violations(page) == []
    dialog.locator("input[type=file]").set_input_files(PRICES)
    petr.shots("activity-files-02-form")
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == [] and not sideways(page)
    petr.shots("activity-files-03-narrow")
    dialog.get_by_role("button", name="Keep", exact=True).click()
    petr.says("Kept: prices.txt")
    expect(story.get_by_role("link", name="prices.txt")).to_be_visible()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [] and not sideways(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    petr.go(f"{petr.home}calendar/")
    expect(page.locator("tr", has_text=title).get_by_text("has files")).to_have_count(1)
    assert violations(page) == []
    petr.shots("activity-files-04-calendar")
    petr.go(f"{petr.home}tasks/")
    page.get_by_text("Promise something", exact=True).click()
    assert violations(page) == []
    petr.shots("activity-files-05-promises")
    page.go_back()
    page.go_back()
    story.get_by_role("link", name="agenda.pdf").click()
    page.get_by_role("button", name="Delete").click()
    petr.says("deleted")
    expect(page.get_by_role("link", name="agenda.pdf")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Undo")).first.click()
    expect(story.get_by_role("link", name="agenda.pdf")).to_be_visible()
