"""The main job, on real input: a new instance, three public files, a person found, and all of it taken out again."""

from __future__ import annotations

import csv
import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.house import REPOSITORY
from tests.browser.visitor import Visitor

DATA = REPOSITORY / "tests" / "data"
EMAIL, PASSWORD = f"hana.{time.time_ns()}@lobby.example", "wooden bridges over slow water"


@pytest.fixture
def hana(visit, house) -> Visitor:
    return visit()


def sign_up(hana: Visitor, slug_name: str = "Lobby Prague") -> str:
    page = hana.go("/")
    page.get_by_role("link", name="Open your instance").first.click()
    hana.shots("journey-01-sign-up")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Name", exact=True).fill("Hana")
    page.get_by_label("Surname").fill("Dvořáková")
    page.get_by_label("Name of the instance").fill(slug_name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the instance").click()
    expect(page.get_by_text("We have sent you a mail")).to_be_visible()
    hana.shots("journey-02-mail-sent")
    letter = hana.newest_letter("Confirm your e-mail")
    letter.locator("article a").first.click()
    hana.shots("journey-03-confirm")
    page.get_by_role("button", name=re.compile("it is mine")).click()
    if "/sign-in/" in page.url:
        hana.sign_in(EMAIL, PASSWORD)
    page.wait_for_url(re.compile(r"/lobby-prague[^/]*/"))
    return "/" + page.url.split("/")[3] + "/"


def import_file(hana: Visitor, home: str, kind: str, file: Path, shot: str) -> Page:
    """Through the page: choose, look at the columns, check, import, wait for the end."""
    page = hana.go(f"{home}imports/")
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Check all lines").wait_for()
    hana.shots(f"{shot}-columns")
    assert violations(page) == []
    return page


def check_and_run(hana: Visitor, shot: str) -> dict[str, int]:
    page = hana.page
    page.get_by_role("button", name="Check all lines").click()
    run = page.get_by_role("button", name=re.compile("^Import"))
    run.wait_for(timeout=60_000)
    hana.shots(f"{shot}-checked")
    assert violations(page) == []
    run.click()
    page.get_by_text("This import: done").wait_for(timeout=120_000)
    hana.shots(f"{shot}-done")
    assert violations(page) == []
    return figures(page)


def test_from_nothing_to_a_full_list_and_back(hana, house, tmp_path):
    page = hana.page
    home = sign_up(hana)
    hana.shots("journey-04-home")
    assert violations(page) == []
    page.get_by_role("link", name="Contacts").first.click()
    hana.shots("journey-05-empty-list")
    assert violations(page) == []

    import_file(hana, home, "Companies", DATA / "companies-sp500.csv", "journey-06-companies")
    page.get_by_label("Add what is missing to value lists").check()
    assert check_and_run(hana, "journey-06-companies")["New"] == 503

    import_file(hana, home, "Contacts", DATA / "contacts-us-congress.csv", "journey-07-contacts")
    page.get_by_label(re.compile("Reason, for all lines")).select_option(index=1)
    assert check_and_run(hana, "journey-07-contacts")["New"] == 537

    import_file(hana, home, "Addresses", DATA / "offices-us-congress.csv", "journey-08-offices")
    assert check_and_run(hana, "journey-08-offices")["New"] == 1312

    # Found, in words without order, and by tags of state and party.
    page = hana.go(f"{home}contacts/?q=klobuchar+amy")
    expect(page.locator("tbody tr")).to_have_count(1)
    page = hana.go(f"{home}contacts/")
    hana.shots("journey-09-list")
    for tag in ("WA", "Democrat"):
        filter_by_tag(page, tag)
    expect(page.locator("main h1")).to_have_text("Contacts")
    names = page.locator("tbody th a").all_inner_texts()
    hana.shots("journey-10-filtered")
    assert violations(page) == []
    wanted = {row["Last Name"] for row in people() if {"WA", "Democrat"} <= set(row["Tags"].split("; "))}
    assert {name.split()[-1] for name in names} == {name.split()[-1] for name in wanted}

    page.get_by_role("link", name=re.compile("Cantwell")).first.click()
    page.wait_for_url(re.compile(r"/contacts/\d+/"))
    hana.shots("journey-11-record", whole=True)
    assert violations(page) == []
    expect(page.get_by_role("heading", name="Why we hold this")).to_be_visible()
    page.get_by_role("link", name="All looks and changes").click()
    hana.shots("journey-12-who-looked")
    assert violations(page) == []

    # Taken out whole, and taken in again: nothing changes.
    page = hana.go(f"{home}contacts/export/")
    page.get_by_label("What do you need it for?").fill("To see whether it comes back the same")
    page.get_by_label(re.compile("All facts")).check()
    hana.shots("journey-13-export")
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Get the file").click()
    out = tmp_path / "contacts.csv"
    download.value.save_as(out)
    with out.open(encoding="utf-8-sig") as table:
        assert sum(1 for _ in csv.reader(table)) == 1 + 537 + 1  # the heads, the congress, and Hana herself
    import_file(hana, home, "Contacts", out, "journey-14-again")
    page.get_by_label(re.compile("up to date")).check()
    page.get_by_role("button", name="Check all lines").click()
    expect(page.get_by_text("Nothing would change.")).to_be_visible(timeout=60_000)
    hana.shots("journey-14-again-checked")
    told = figures(page)
    assert (told["New"], told["Changed"], told["To mend"], told["Here already"]) == (0, 0, 0, 537 + 1)

    # The same by the command line: whoever is here already stays as they are.
    slug = home.strip("/")
    words = ["--instance", slug, "--as", EMAIL, "--noun", "contacts", "--json", str(DATA / "contacts-us-congress.csv")]
    typed = house.kept("import", *words)
    assert typed.returncode == 0, typed.stderr
    answer = json.loads(typed.stdout[typed.stdout.index("{") :])
    assert (answer["created"], answer["skipped"]) == (0, 537)


def figures(page: Page) -> dict[str, int]:
    """What a page of an import counts."""
    rows = page.locator("dl.facts > div").all()
    told = {row.locator("dt").inner_text(): row.locator("dd").inner_text() for row in rows}
    return {name: int(re.sub(r"\D", "", figure)) for name, figure in told.items()}


def people() -> list[dict[str, str]]:
    with (DATA / "contacts-us-congress.csv").open() as table:
        return list(csv.DictReader(table))


def filter_by_tag(page: Page, tag: str) -> None:
    page.keyboard.press("f")
    page.get_by_label("Filter by").select_option("tags")
    value = page.locator("#filter-controls [name=value]")
    value.first.wait_for()
    value.first.fill(tag)
    page.locator("#filter").get_by_role("button", name="Show").click()
    page.locator(".chip").filter(has_text=tag).first.wait_for()
