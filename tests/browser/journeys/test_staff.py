"""The operator's own house: letting in and ending, a review, the log, a demand of a court, news behind the bell."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import sound

OFFICER, RUNNER = "irena@operator.example", "tomas@operator.example"


def look(visitor, name: str) -> None:
    """Pictures, and nothing in the way."""
    visitor.shots(f"staff-{name}")
    sound(visitor)


@pytest.mark.promise("D6")
def test_a_colleague_is_let_in_signs_and_is_let_go(visit, house):
    runner = visit(RUNNER)
    page = runner.go("/operator/staff/")
    look(runner, "01-people")
    page.get_by_role("link", name="Let somebody in").click()
    email = house.person("READONLY")["email"]
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("support", exact=True).check()
    page.get_by_label("Why").fill("for the desk in December")
    look(runner, "02-hire")
    page.get_by_role("button", name="Let them in").click()
    expect(page.locator("main")).to_contain_text("for the desk in December")
    look(runner, "03-person")
    here = page.url

    new = visit(email)
    sheet = new.go("/operator/desk/")
    expect(sheet.locator("h1")).to_have_text("Undertaking of confidentiality")
    look(new, "04-undertaking")
    sheet.get_by_label("I undertake this.").check()
    sheet.get_by_role("button", name="Sign").click()
    new.says("Signed. Thank you.")
    sheet.goto("/operator/undertaking/")
    sheet.get_by_role("link", name="What you signed").click()
    look(new, "05-certificate")
    new.go("/operator/desk/")
    expect(sheet.locator("h1")).to_have_text("Support desk")

    page.goto(here)
    page.get_by_role("link", name="What they opened").click()
    expect(page.locator("tbody")).to_contain_text("Support desk")
    look(runner, "06-log")
    page.goto(here)
    page.get_by_role("link", name="End the access").click()
    page.get_by_role("dialog").get_by_label("Why").fill("December is over")
    page.get_by_role("dialog").get_by_role("button", name="End the access").click()
    runner.says("comes in no more")
    with new.expecting(404):
        new.go("/operator/desk/")
    page.goto("/operator/staff/roles/")
    look(runner, "07-roles")


@pytest.mark.promise("D6")
def test_a_colleague_is_reviewed_by_somebody_else(visit):
    officer = visit(OFFICER)
    page = officer.go("/operator/staff/review/")
    look(officer, "08-reviews")
    expect(page.get_by_role("row").filter(has_text="Irena").first).to_contain_text("somebody else’s turn")
    page.get_by_role("row").filter(has_text="Tomáš").get_by_role("link", name=re.compile("^Review")).click()
    look(officer, "09-decide")
    page.get_by_label("Why").fill("all of it is used")
    page.get_by_role("button", name="Write it down").click()
    officer.says("Written down.")
    expect(page.locator("main")).to_contain_text("all of it is used")


@pytest.mark.promise("S2")
def test_a_court_gets_the_least_after_two_agree(visit, house):
    court = f"District Court {time.time_ns()}"
    officer, runner = visit(OFFICER), visit(RUNNER)
    page = officer.go("/operator/disclosures/")
    look(officer, "10-demands")
    page.get_by_role("link", name="Enter a demand").click()
    page.get_by_label("Who asks").fill(court)
    page.get_by_label("Their reference").fill("12 T 34/2026")
    page.get_by_label("E-mail of the person").fill(house.person("FULL_THROTTLE")["email"])
    page.get_by_label("What they want").fill("Who is behind this address?")
    look(officer, "11-enter")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("link", name="Examine")).to_be_visible(timeout=60_000)  # once the stores have answered
    url = page.url
    page.get_by_role("link", name="Examine").click()
    page.get_by_label("Which law it rests on, and why this much").fill("Criminal Code, section 8")
    group = page.get_by_role("group", name=re.compile("^users"))
    group.get_by_label("Name", exact=True).check()
    group.get_by_label("Surname", exact=True).check()
    look(officer, "12-examine")
    page.get_by_role("button", name="Propose this to a second person").click()
    expect(page.locator("main")).to_contain_text("somebody else has to agree")
    look(officer, "13-examined")

    second = runner.go(url)
    second.get_by_role("link", name="Agree").click()
    second.get_by_role("dialog").get_by_role("button", name="Agree").click()
    runner.says("Two of you agree.")
    page.reload()
    page.get_by_role("link", name="Hand it over").click()
    page.get_by_role("dialog").get_by_role("button", name="Hand it over").click()
    expect(page.get_by_role("button", name="Show the password, once")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Show the password, once").click()
    expect(page.locator("code")).to_be_visible()
    look(officer, "14-handed-over")

    stranger = visit()
    stranger.go(str(page.locator("#link").get_attribute("href")).partition(house.address)[2])
    look(stranger, "15-fetch")
    with stranger.page.expect_download() as download:
        stranger.page.get_by_role("button", name="Fetch the package").click()
    assert download.value.suggested_filename.endswith(".zip")
    stranger.go("/trust/disclosures/")
    expect(stranger.page.locator("main")).to_contain_text("fewer than 10")
    look(stranger, "16-report")
    letter = stranger.newest_letter("Data of yours were handed over")
    expect(letter.locator("article")).to_contain_text(court)


@pytest.mark.promise("U3")
def test_news_stands_behind_the_bell_until_it_is_put_aside(visit, house):
    title = f"Undo for imports {time.time_ns()}"
    officer = visit(OFFICER)
    page = officer.go("/operator/announcements/new/")
    page.get_by_label("Title in English").fill(title)
    page.get_by_label("Text in English").fill("One **click** is enough.")
    page.get_by_label("Title in Czech").fill("Importy jdou vzít zpět")
    page.get_by_label("Text in Czech").fill("Stačí jedno **kliknutí**.")
    look(officer, "17-write")
    page.get_by_role("button", name="Keep and look").click()
    look(officer, "18-draft")
    page.get_by_role("link", name="Publish").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("It tells of the service and offers nothing.").check()
    dialog.get_by_role("button", name="Publish").click()
    officer.says("Published.")
    page.goto("/operator/announcements/")
    look(officer, "19-announcements")

    reader = visit(house.person("FULL_THROTTLE")["email"], java_script_enabled=False)
    home = reader.go(f"/{house.slug()}/")
    home.get_by_role("link", name=re.compile(r"^Notifications, \d+ new")).click()
    expect(home.locator("main")).to_contain_text(title)
    home.get_by_role("button", name=re.compile(title)).click()
    expect(home.get_by_role("button", name=re.compile(title))).to_have_count(0)
    home.get_by_role("button", name="No mail of what is new").click()
    expect(home.get_by_role("button", name="Write to me of what is new")).to_be_visible()
    home.get_by_role("button", name="Write to me of what is new").click()
    other = visit(house.person("CERTAIN_RESTRICTIONS")["email"])
    other.go("/news/")
    look(other, "20-news")
