"""What opens over a page is for everyone too: menus, dialogs, the palette, a cell at work, a selection, a wrong form."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.axe import settle
from tests.browser.test_pages import MODES, wrong

LIST, RECORD = "contacts/", "record"
STATES: dict[str, tuple[str, list[str], str]] = {  # where, what is clicked, what is there then
    "menu of instances": (LIST, ["[popovertarget=instances]"], "#instances:popover-open"),
    "menu of me": (LIST, ["[popovertarget=you]"], "#you:popover-open"),
    "filter": (LIST, ["[popovertarget=filter]"], "#filter:popover-open"),
    "view": (LIST, ["[popovertarget=view]"], "#view:popover-open"),
    "selection": (LIST, ["tbody tr:nth-child(2) .pick input"], ".bulk"),
    "promise about the selected": (LIST, ["tbody tr:nth-child(2) .pick input", ".bulk [value=task]"], "#dialog[open]"),
    "tags of the selected": (LIST, ["tbody tr:nth-child(2) .pick input", ".bulk [value=tag]"], "#dialog[open]"),
    "promise": (RECORD, ["[data-dialog][data-key=t]"], "#dialog[open]"),
    "who may see": (RECORD, [".glance [data-dialog][href$='/who/']"], "#dialog[open]"),
    "reason": (RECORD, [".glance [data-dialog][href$='/reasons/new/']"], "#dialog[open]"),
}


def opened(page: Page, clicks: list[str], there: str) -> None:
    settle(page)
    for one in clicks:
        page.locator(one).first.click()
    page.locator(there).first.wait_for()


@pytest.mark.parametrize("state", STATES)
def test_everyone_can_use_what_opens_over_a_page(visit, house, state):
    """Opened once and looked at in every mode, at the width it was opened in; a narrow one is opened anew."""
    where, clicks, there = STATES[state]
    marketa = visit(house.person("ADMIN")["email"])
    page = marketa.go(f"/{house.slug()}/contacts/")
    if where == RECORD:
        page = marketa.go(page.locator("tbody th a").last.get_attribute("href") or "")
    opened(page, clicks, there)
    assert len(MODES) == 3
    assert "\n".join(wrong(page, state)) == ""


def test_everyone_can_use_the_palette_the_keys_and_a_cell_at_work(visit, house):
    marketa = visit(house.person("ADMIN")["email"])
    page = marketa.go(f"/{house.slug()}/contacts/")
    settle(page)
    marketa.press("?")
    page.locator(".keys:popover-open, .keys[open]").wait_for()
    found = wrong(page, "keys")
    marketa.press("Escape", "Control+k")
    page.locator(".palette[open]").wait_for()
    page.keyboard.type("an")
    page.locator(".palette [role=option]").first.wait_for()
    found += wrong(page, "palette")
    marketa.press("Escape")
    page.locator(".palette[open]").wait_for(state="hidden")
    marketa.press("j", "e")
    page.locator(".cell-form").wait_for()
    assert "\n".join([*found, *wrong(page, "cell")]) == ""


def test_everyone_can_use_a_form_that_came_back(visit, house):
    marketa = visit(house.person("ADMIN")["email"])
    page = marketa.go(f"/{house.slug()}/contacts/new/")
    page.get_by_role("button", name="Make it").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    assert "\n".join(wrong(page, "wrong form")) == ""
