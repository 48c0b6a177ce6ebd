"""A field that holds a file: made in the settings, filled on a record's page, replaced, taken off, and brought back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import sideways, violations
from tests.browser.journeys.conftest import make_contact

CONTRACT = {"name": "contract.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 signed"}
SECOND = {"name": "second.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 signed again"}


@pytest.mark.promise("L5")
def test_a_contract_stands_in_a_field_of_its_own(marketa, unusual):
    name, label = unusual(), f"Contract {unusual()}"
    page = marketa.go(f"{marketa.home}settings/fields/?kind=contact")
    page.get_by_label("Name", exact=True).fill(label)
    page.get_by_label("Kind", exact=True).select_option("FILE")
    page.locator("form:has([name=data_type])").get_by_role("button").last.click()
    marketa.says("is there")
    make_contact(marketa, "Oldřiška", name)
    page = marketa.page
    fact = page.locator("dl.facts > div", has_text=label)

    def ask() -> None:
        page.wait_for_load_state()
        if not fact.is_visible():
            page.get_by_text("Add a fact").click()
        fact.hover()
        fact.get_by_role("link", name=f"Edit {label}").click()
        expect(page.locator("dialog h1")).to_have_text(label)

    ask()
    marketa.shots("field-file-01-empty")
    assert violations(page) == []
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator("dialog .errors")).to_contain_text("Choose a file.")
    page.locator("dialog input[type=file]").set_input_files(CONTRACT)
    page.get_by_role("button", name="Keep", exact=True).click()
    marketa.says("changed")
    expect(fact.get_by_role("link", name="contract.pdf")).to_be_visible()
    ask()
    page.locator("dialog input[type=file]").set_input_files(SECOND)
    marketa.shots("field-file-02-replace")
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == [] and not sideways(page)
    marketa.shots("field-file-03-narrow")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(fact.get_by_role("link", name="second.pdf")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    marketa.shots("field-file-04-record")
    assert violations(page) == []
    ask()
    page.get_by_role("button", name="Take it off").click()
    marketa.says("deleted")
    expect(page.get_by_role("link", name="second.pdf")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Undo")).first.click()
    expect(fact.get_by_role("link", name="second.pdf")).to_be_visible()
