"""A file with a wrong cell is mended where it is listed, and the people it brought get a promise each."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.axe import sideways, violations

PEOPLE = "Last Name,E-mail,Tags\nMendová,mendova@example.com,mended\nOpravil,opravil@@example,mended\n"


def test_a_wrong_cell_is_mended_and_all_get_a_promise(petr, tmp_path: Path):
    home = petr.home
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    page = petr.go(f"{home}imports/")
    page.get_by_label("Contacts", exact=True).check()
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Check all lines").click()
    cell = page.get_by_label("E-mail in line 3")
    cell.wait_for(timeout=60_000)
    petr.shots("mending-01-wrong")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    petr.shots("mending-02-phone")
    assert violations(page) == [] and not sideways(page)
    cell.fill("opravil@example.com")
    cell.press("Enter")
    petr.says("Line 3 is mended.")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Import 2 lines").click()
    page.get_by_text("This import: done").wait_for(timeout=60_000)
    page = petr.go(f"{home}contacts/?q=mended")
    page.locator("[data-pick-all]").check()
    page.locator(".bulk").get_by_role("button", name="Promise something").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What").fill("Ring after the fair")
    petr.shots("mending-03-promise")
    assert violations(page) == []
    dialog.get_by_role("button", name="Make 2 promises").click()
    toast = petr.says("2 promises made.")
    toast.get_by_role("button", name=re.compile("Undo")).click()
    expect(page.locator(".toast, .said").filter(has_text="Undone").first).to_be_visible()
