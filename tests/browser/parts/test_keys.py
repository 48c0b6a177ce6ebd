"""All that a hand on the keyboard does."""

from __future__ import annotations

from playwright.sync_api import Page, expect

NAME = "document.activeElement.textContent.trim()"


def row(page: Page, number: int):
    return page.locator("tbody tr").nth(number)


def test_j_and_k_walk_from_row_to_row_and_enter_opens(look):
    page = look("list").page
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(NAME) == "Jürgen Weißmüller"
    page.keyboard.press("k")
    assert page.evaluate(NAME) == "Tereza Dvořáková"
    page.keyboard.press("Enter")
    page.wait_for_url("**/record")


def test_x_ticks_shift_x_ticks_up_to_here_and_escape_lets_go(look):
    page = look("list").page
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.locator(".bulk [data-count]")).to_have_text("3 selected")
    page.keyboard.press("Escape")
    expect(page.locator(".bulk")).to_be_hidden()


def test_letters_are_letters_in_a_field(look):
    page = look("sheet").page
    page.locator("#id_name").fill("")
    page.locator("#id_name").press_sequentially("njx?")
    expect(page.locator("#id_name")).to_have_value("njx?")


def test_they_can_be_switched_off(look):
    page = look("list").page
    page.evaluate("document.querySelector('.app').dataset.keys = 'off'")
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    assert page.url.endswith("/list")
    page.keyboard.press("Control+k")  # keys with Control stay
    expect(page.locator("#palette")).to_be_visible()


def test_g_then_a_letter_goes_there_and_n_makes_a_new_one(look):
    page = look("list").page
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url("**/components")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/list")
    page.keyboard.press("n")
    page.wait_for_url("**/sheet")


def test_f_opens_the_filter_with_the_focus_in_it(look):
    page = look("list").page
    page.keyboard.press("f")
    expect(page.locator("#f-name")).to_be_focused()


def test_all_keys_are_told(look):
    page = look("list").page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="All keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_alt_and_an_arrow_lead_to_the_next_record(look):
    page = look("record").page
    page.evaluate("document.querySelector('[data-next]').href = '/dev/list'")
    page.keyboard.press("Alt+ArrowRight")
    page.wait_for_url("**/list")


def test_the_palette_finds_without_accents_and_opens(look):
    page = look("list").page
    page.keyboard.press("Control+k")
    page.keyboard.type("dvor")
    expect(page.locator("#hits mark")).to_have_text("Dvoř")
    expect(page.locator("#palette input")).to_have_attribute("aria-activedescendant", "hit-0")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette input")).to_have_attribute("aria-activedescendant", "hit-1")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/record")


def test_the_palette_also_does_things_and_says_when_nothing_fits(look):
    page = look("list").page
    page.keyboard.press("/")
    page.keyboard.type(">comp")
    expect(page.get_by_role("option", name="Companies")).to_be_visible()
    page.locator("#palette input").fill(">qqq")
    expect(page.locator("#palette [data-none]")).to_be_visible()
