"""The twelve main acts of the product by keyboard alone: no pointer touches a page, each focus is seen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.axe import settle
from tests.browser.journeys.hands import Hands
from tests.browser.visitor import Visitor

PEOPLE = "First name;Last name;E-mail\nIda;{name};ida@{name}.example\nOto;{name};not an address\n"


@pytest.fixture
def hands(petr: Visitor) -> Hands:
    """The seller's hands; the mouse lies in the drawer."""
    return Hands(petr)


def make(hands: Hands, first: str, last: str, email: str = "") -> str:
    """A contact made by keys; its address."""
    page = hands.at(f"{hands.visitor.home}contacts/")
    hands.press("n")
    expect(page.get_by_label("First name")).to_be_focused()
    hands.type(first)
    hands.press("Tab")
    hands.type(last)
    if email:
        hands.fill(page.get_by_label("E-mail", exact=True).first, email)
    hands.press("Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/\d+/$"))
    settle(page)
    return page.url


def test_1_signing_in(visit, house):
    hands = Hands(visit())
    page = hands.at("/sign-in/")
    email = house.person("FULL_THROTTLE")["email"]
    hands.fill(page.get_by_label("E-mail"), email)
    hands.fill(page.get_by_label("Password"), house.password_of(email))
    hands.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    expect(page.locator("h1")).to_contain_text("Petr")


def test_2_finding_anybody_and_back_home(hands: Hands):
    page = hands.at(hands.visitor.home)
    hands.press("Control+k")
    hands.type("eleanor")
    hands.press("Enter")  # ahead of the answer: it is waited for, and what fitted before is not opened
    page.wait_for_url(re.compile(r"/contacts/\d+/"))
    expect(page.locator("h1")).to_contain_text("Eleanor")
    settle(page)
    hands.press("g", "h")
    page.wait_for_url(re.compile(f"{hands.visitor.home}$"))


def test_3_a_list_sorted_filtered_with_another_column_and_kept_as_a_view(hands: Hands, unusual: Callable[[], str]):
    name = unusual()
    page = hands.at(f"{hands.visitor.home}contacts/")
    hands.enter(page.locator("thead").get_by_role("link", name="Company"))
    expect(page.locator("th[aria-sort]")).to_contain_text("Company")
    settle(page)
    hands.press("f")
    field = page.get_by_label("Filter by")
    expect(field).to_be_focused()
    hands.type("Posi")
    value = page.locator("#filter").get_by_label("Value", exact=True)
    hands.fill(value, "Director")
    hands.press("Enter")
    expect(page.locator(".chip").first).to_contain_text("Director")
    hands.enter(page.get_by_role("button", name="Columns"))
    hands.reach(page.locator("#columns").get_by_label("Category"))
    hands.press("Space")
    hands.enter(page.get_by_role("button", name="Show these"))
    expect(page.locator("thead").get_by_role("link", name="Category")).to_be_visible()
    hands.enter(page.get_by_role("button", name="View"))
    hands.enter(page.get_by_role("link", name="Save as a new view"))
    hands.fill(page.locator("#dialog").get_by_label("Name of the view"), name)
    hands.press("Enter")
    hands.visitor.says("saved")
    expect(page.get_by_role("navigation", name="Saved views").locator("[aria-current]")).to_have_text(name)
    hands.enter(page.get_by_role("button", name="View"))
    hands.enter(page.get_by_role("button", name="Delete view"))
    hands.visitor.says("deleted")


def test_4_a_new_contact_with_a_word_about_its_twin(hands: Hands, unusual: Callable[[], str]):
    name = unusual()
    make(hands, "Jana", name)
    page = hands.at(f"{hands.visitor.home}contacts/")
    hands.press("n")
    expect(page.get_by_label("First name")).to_be_focused()
    hands.type("Jana")
    hands.press("Tab")
    hands.type(name)
    hands.press("Control+Enter")
    both = page.get_by_label(re.compile("Keep both"))
    hands.reach(both)
    hands.press("Space", "Control+Enter")
    page.wait_for_url(re.compile(r"/contacts/\d+/$"))


def test_5_a_cell_mended_a_wrong_value_refused_and_all_taken_back(hands: Hands, unusual: Callable[[], str]):
    name = unusual()
    make(hands, "Adam", name, f"adam@{name}.example")
    page = hands.at(f"{hands.visitor.home}contacts/?q={name}")
    cell = page.locator("tbody td[data-edit-url]", has_text="adam@")
    hands.press("j")
    hands.reach(cell, "ArrowRight")
    hands.press("e")
    expect(page.locator(".cell-form input:not([type=hidden])")).to_be_focused()
    hands.type("no address")
    hands.press("Enter")
    expect(page.locator(".cell-form .error")).to_be_visible()
    hands.press("Control+a")
    hands.type(f"office@{name}.example")
    hands.press("Enter")
    hands.visitor.says("changed")
    expect(page.locator("tbody tr")).to_contain_text("office@")
    hands.press("z")
    hands.visitor.says("Undone")


def test_6_a_note_and_a_promise_that_is_kept(hands: Hands, unusual: Callable[[], str]):
    make(hands, "Olga", unusual())
    page = hands.page
    hands.press("l")
    hands.reach(page.get_by_label("Write a note"))
    hands.type("She wants the offer by Friday.")
    hands.press("Control+Enter")
    expect(page.locator("#story-items")).to_contain_text("She wants the offer by Friday.")
    hands.press("Escape")
    hands.reach(page.locator("[data-key=t]"), "Shift+Tab")
    hands.press("t")
    hands.fill(page.locator("#dialog").get_by_label("What", exact=True), "Send the offer")
    hands.press("Control+Enter")
    hands.enter(page.get_by_role("button", name="Done: Send the offer"))
    hands.visitor.says("is done")


def test_7_a_meeting_in_the_calendar(hands: Hands, unusual: Callable[[], str]):
    what = unusual()
    page = hands.at(f"{hands.visitor.home}calendar/")
    hands.press("m")
    dialog = page.locator("#dialog")
    hands.fill(dialog.get_by_label("What about"), what)
    hands.press("Control+Enter")
    hands.visitor.says("Planned")
    hands.enter(page.get_by_role("link", name=what, exact=True))
    hands.reach(dialog.get_by_role("button", name="Delete"))
    hands.press("Enter")
    hands.visitor.says("deleted")


def test_8_many_changed_as_one_act_and_taken_back_as_one(hands: Hands, unusual: Callable[[], str]):
    name = unusual()
    for first in ("Eva", "Ivo"):
        make(hands, first, name)
    page = hands.at(f"{hands.visitor.home}contacts/?q={name}")
    hands.press("j", "x", "j", "x")
    expect(page.locator("#bulk [data-count]")).to_have_text("2 selected")
    hands.enter(page.locator("#bulk").get_by_role("button", name="Tag"))
    hands.fill(page.locator("#dialog").get_by_role("textbox").first, "fair-2026")
    hands.press("Enter")
    hands.visitor.says("2 records changed")
    settle(page)
    hands.press("z")
    hands.visitor.says("Undone: 2 records")


def test_9_two_become_one_and_two_again(hands: Hands, unusual: Callable[[], str]):
    name = unusual()
    other = make(hands, "Karel", name).rstrip("/").split("/")[-1]
    make(hands, "Karel", name + "ova")
    page = hands.page
    hands.enter(page.get_by_role("button", name="More"))
    hands.enter(page.get_by_role("link", name="Merge with another"))
    page.wait_for_url(re.compile("/merge/"))
    page = hands.at(f"{page.url}?other={other}")
    hands.enter(page.get_by_role("button", name=re.compile("^Merge into")))
    hands.visitor.says("Merged")
    settle(page)
    hands.press("z")
    hands.visitor.says("Undone")


def test_10_into_the_bin_and_out_of_it(hands: Hands, unusual: Callable[[], str]):
    name = unusual()
    make(hands, "Zora", name)
    page = hands.page
    hands.enter(page.get_by_role("button", name="More"))
    hands.enter(page.locator("#acts").get_by_role("button", name="Delete"))
    hands.visitor.says("bin for 30 days")
    page = hands.at(f"{hands.visitor.home}bin/")
    hands.enter(page.get_by_role("button", name=f"Restore Zora {name}"))
    hands.visitor.says("is back")


def test_11_a_file_brought_in_its_bad_line_told_and_all_undone(hands: Hands, unusual: Callable[[], str], tmp_path):
    name = unusual()
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE.format(name=name), encoding="utf-8")
    page = hands.at(f"{hands.visitor.home}contacts/import/")
    hands.reach(page.get_by_label("The file"))
    with page.expect_file_chooser() as chooser:
        hands.press("Space")
    chooser.value.set_files(file)
    hands.enter(page.get_by_role("button", name="Read the file"))
    hands.enter(page.get_by_role("button", name="Check all lines"))
    expect(page.get_by_label("E-mail in line 3")).to_have_value("not an address")
    hands.enter(page.get_by_role("button", name=re.compile("^Import")))
    page.get_by_text("This import: done").wait_for(timeout=60_000)
    hands.enter(page.get_by_role("button", name=re.compile("^Undo")))
    hands.visitor.says("")


def test_12_a_stranger_asks_what_is_held_of_them(visit):
    hands = Hands(visit())
    page = hands.at("/your-data/")
    hands.reach(page.locator("input[type=radio]").first)
    hands.press("Space")
    hands.fill(page.get_by_label("Your e-mail"), "nobody.at.all@elsewhere.example")
    hands.press("Enter")
    page.get_by_role("heading", name="A letter is on its way").wait_for()


def test_a_mouse_is_noticed(visit):
    """The canary: a click is a complaint, and so it would fail each journey above."""
    hands = Hands(visit())
    hands.at("/sign-in/").get_by_label("Password").click()
    expect(hands.page.get_by_label("Password")).to_be_focused()
    assert [one for one in hands.visitor.complaints if "a mouse was used on INPUT" in one]
    hands.visitor.complaints.clear()
