"""The day of a seller, by keyboard where a key is promised: make, mend, change many, promise, merge, delete."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.journeys.conftest import make_contact


def test_a_new_contact_by_keyboard_with_a_word_about_duplicates(petr, unusual):
    name = unusual()
    make_contact(petr, "Jana", name)
    page = petr.go(f"{petr.home}contacts/")
    petr.press("n")
    expect(page.get_by_label("First name")).to_be_focused()
    page.keyboard.type("Jana")
    petr.press("Tab")
    page.keyboard.type(name)
    petr.press("Control+Enter")
    expect(page.get_by_text("Is it one of these?")).to_be_visible()
    petr.shots("record-01-duplicate")
    assert violations(page) == []
    page.get_by_label(re.compile("Keep both")).check()
    petr.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/\d+/$"))
    petr.go(f"{petr.home}contacts/?q={name}")
    expect(page.locator("tbody tr")).to_have_count(2)


def test_a_cell_is_mended_where_it_stands_and_z_takes_it_back(petr, unusual):
    name = unusual()
    make_contact(petr, "Adam", name, **{"E-mail": f"adam@{name}.example"})
    page = petr.go(f"{petr.home}contacts/?q={name}")
    page.locator("tbody td[data-edit-url]", has_text="adam@").dblclick(position={"x": 3, "y": 16})
    page.locator(".cell-form input:not([type=hidden])").fill(f"office@{name}.example")
    petr.shots("record-02-inline")
    petr.press("Enter")
    petr.says("changed")
    expect(page.locator("tbody tr")).to_contain_text("office@")
    page.locator("h1").click()
    petr.press("z")
    petr.says("Undone")
    petr.go(f"{petr.home}contacts/?q={name}")
    expect(page.locator("tbody tr")).to_contain_text("adam@")


def test_many_are_changed_as_one_act_and_taken_back_as_one(petr, unusual):
    name = unusual()
    for first in ("Eva", "Ivo", "Ota"):
        make_contact(petr, first, name)
    page = petr.go(f"{petr.home}contacts/?q={name}")
    petr.press("j", "x", "j", "x", "j", "x")
    expect(page.locator("#bulk [data-count]")).to_have_text("3 selected")
    page.get_by_role("button", name="Tag", exact=False).click()
    page.locator("#dialog [name=tags], #dialog input[type=text]").first.fill("fair-2026")
    petr.shots("record-03-bulk")
    assert violations(page) == []
    page.locator("#dialog").get_by_role("button", name=re.compile("^Tag")).click()
    petr.says("3 records changed")
    page.locator("h1").click()
    petr.press("z")
    petr.says("Undone: 3 records")


def test_a_note_and_a_promise_that_is_kept(petr, unusual):
    make_contact(petr, "Olga", unusual())
    page = petr.page
    page.get_by_label("Write a note").fill("She wants the offer by Friday.")
    petr.press("Control+Enter")
    expect(page.locator("#story-items")).to_contain_text("She wants the offer by Friday.")
    page.locator("h1").click()
    petr.press("t")
    dialog = page.locator("#dialog")
    dialog.get_by_label("What", exact=True).fill("Send the offer")
    petr.shots("record-04-promise")
    assert violations(page) == []
    dialog.get_by_label("What", exact=True).focus()
    petr.press("Control+Enter")
    expect(page.locator("#story-items")).to_contain_text("Send the offer")
    petr.shots("record-05-story")
    page.get_by_role("button", name="Done: Send the offer").click()
    petr.says("is done")
    expect(page.get_by_role("button", name="Open again: Send the offer")).to_be_visible()


def test_two_become_one_and_two_again(petr, unusual):
    name = unusual()
    other = make_contact(petr, "Karel", name, **{"E-mail": f"karel@{name}.example"})
    kept = make_contact(petr, "Karl", name + "ova")
    number = other.rstrip("/").split("/")[-1]
    page = petr.go(f"{kept}merge/?other={number}")
    petr.shots("record-06-merge")
    assert violations(page) == []
    page.get_by_role("button", name=re.compile("^Merge into")).click()
    petr.says("Merged")
    expect(page.locator("main")).to_contain_text(f"karel@{name}.example")
    page.locator("h1").click()
    petr.press("z")
    petr.says("Undone")
    petr.go(other)
    expect(page.locator("h1")).to_contain_text(name)


def test_what_is_deleted_waits_in_the_bin(petr, unusual):
    name = unusual()
    make_contact(petr, "Zora", name)
    page = petr.page
    page.get_by_role("button", name="More").click()
    page.locator("#acts").get_by_role("button", name="Delete").click()
    petr.says("bin for 30 days")
    petr.go(f"{petr.home}contacts/?q={name}")
    expect(page.get_by_role("heading", name="Nothing fits")).to_be_visible()
    petr.go(f"{petr.home}bin/")
    petr.shots("record-07-bin")
    page.get_by_role("button", name=f"Restore Zora {name}").click()
    petr.says("is back")
    petr.go(f"{petr.home}contacts/?q={name}")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_view_is_saved_and_shared(petr, marketa, unusual):
    name = unusual()
    page = petr.go(f"{petr.home}contacts/")
    petr.press("f")
    page.get_by_label("Filter by").select_option("position")
    page.get_by_label("Value", exact=True).fill("Director")
    petr.shots("list-01-filter")
    assert violations(page) == []
    page.locator("#filter").get_by_role("button", name="Show").click()
    page.locator(".chip").first.wait_for()
    page.get_by_role("button", name="View").click()
    page.get_by_role("link", name="Save as a new view").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Name of the view").fill(name)
    dialog.get_by_label("Everybody here may use it").check()
    petr.shots("list-02-save-view")
    dialog.get_by_role("button", name="Save").click()
    petr.says("saved")
    marketa.go(f"{marketa.home}contacts/")
    marketa.page.get_by_role("navigation", name="Saved views").get_by_role("link", name=name).click()
    expect(marketa.page.locator(".chip").first).to_contain_text("Director")
    petr.go(page.url)
    page.get_by_role("button", name="View").click()
    page.get_by_role("button", name="Delete view").click()
    petr.says("deleted")
