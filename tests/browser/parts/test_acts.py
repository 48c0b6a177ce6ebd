"""Dialogs, menus, themes and the small things."""

from __future__ import annotations

from playwright.sync_api import expect


def test_an_act_asks_in_a_dialog_keeps_what_is_wrong_and_then_says_what_it_did(look):
    page = look("record").page
    page.get_by_role("button", name="More").click()
    page.locator("#erase").click()
    dialog = page.get_by_role("dialog", name="Erase Mathias Brandstätter?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Erase for good").click()
    expect(dialog.locator(".errors")).to_be_focused()
    dialog.get_by_label("Type his surname").fill("Brandstätter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/list")
    expect(page.locator(".toast")).to_contain_text("Erased.")


def test_it_can_be_left_and_gives_the_focus_back(look):
    page = look("record").page
    page.get_by_role("button", name="More").click()
    page.locator("#erase").click()
    page.get_by_role("dialog").get_by_role("link", name="Leave").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.url.endswith("/record")


def test_it_is_a_page_of_its_own_without_script(look):
    page = look("ask", java_script_enabled=False).page
    page.get_by_label("Type his surname").fill("Brandstätter")
    page.get_by_role("button", name="Erase for good").click()
    page.wait_for_url("**/list")


def test_a_theme_is_chosen_at_once(look):
    page = look("components").page
    page.get_by_role("button", name="you, Markéta Havlíčková").click()
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


def test_an_error_leads_to_its_field(look):
    page = look("components").page
    expect(page.locator(".errors").first).to_be_focused()
    page.locator(".errors a").first.click()
    expect(page.locator("#id_value")).to_be_focused()


def test_tabs_turn_with_the_arrows(look):
    page = look("components").page
    page.locator("#t1").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#p2")).to_be_visible()
    expect(page.locator("#p1")).to_be_hidden()


def test_a_page_asks_before_words_are_lost(look):
    page = look("record").page
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Write a note").press_sequentially("Board meets on 3 December")
    page.get_by_role("link", name="Home").click()
    page.wait_for_url("**/components")
    assert asked == ["beforeunload"]


def test_the_rail_opens_on_a_phone(look):
    page = look("list", width=320).page
    expect(page.get_by_role("link", name="Companies")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Companies")).to_be_visible()


def test_long_work_is_followed_until_it_is_done(look):
    page = look("work/0/").page
    expect(page.locator("progress")).to_have_js_property("value", 0)
    expect(page.locator("progress")).to_have_js_property("value", 100)
    expect(page.locator("[data-hx-trigger]")).to_have_count(0)
