"""Everyone can use it: axe finds nothing on any part, in any mode, narrow or wide; and nothing is sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.parts.conftest import HOUSE

AXE = (HOUSE / "node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MODES = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "contrast": {"contrast": "more"},
}
PAGES = ["components", "list", "record", "sheet", "ask", "errors/500"]


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    return [f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing(look, mode, width):
    seen = look(PAGES[0], width=width, bypass_csp=True, **MODES[mode])
    for name in PAGES:
        page = seen.go(name)
        assert (name, violations(page)) == (name, [])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    seen.complaints.clear()  # the page of the error itself


def opened(page: Page, how: str) -> None:
    match how:
        case "palette":
            page.keyboard.press("Control+k")
            page.locator("#hits [role=option]").first.wait_for()
        case "keys":
            page.keyboard.press("?")
        case "you":
            page.locator("[popovertarget=you]").click()
        case "bulk":
            page.locator("tbody .pick input").first.check()
        case "edit":
            page.locator("[data-edit-url]").first.dblclick()
            page.locator(".cell-form").wait_for()
    page.wait_for_timeout(250)  # the arrival of what floats


@pytest.mark.parametrize("how", ["palette", "keys", "you", "bulk", "edit"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nor_on_what_opens(look, mode, how):
    page = look("list", bypass_csp=True, **MODES[mode]).page
    opened(page, how)
    assert violations(page) == []


def test_axe_would_see_a_broken_part(look):
    page = look("list", bypass_csp=True).page
    page.evaluate("document.querySelector('.bar .square').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('h1').after(document.createElement('button'))")
    assert any(one.startswith("button-name") for one in violations(page))
