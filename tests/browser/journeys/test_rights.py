"""The rights of a person, from both sides: a stranger asks for a copy and gets it; a contact of a customer is erased."""

from __future__ import annotations

import re

import pytest
import pyzipper
from playwright.sync_api import Page, expect

from tests.browser.axe import sideways, violations
from tests.browser.journeys.conftest import make_contact
from tests.browser.visitor import Visitor


def said_yes(visitor: Visitor, subject: str = "Is it you") -> Page:
    """Open the link of the first letter and say that it was me."""
    letter = visitor.newest_letter(subject)
    link = letter.locator("article").inner_text()
    address = re.search(r"https?://[^\s]+(/your-data/\S+)", link)
    assert address
    page = visitor.go(address[1])
    assert violations(page) == []
    visitor.shots("rights-03-is-it-you")
    page.get_by_role("button", name="Yes, I asked for this").click()
    page.get_by_role("heading", name="Your request").wait_for()
    return page


def asked(visitor: Visitor, wish: str, email: str, portal: str = "/your-data/") -> Page:
    page = visitor.go(portal)
    assert violations(page) == []
    page.get_by_label(wish).check()
    page.get_by_label("Your e-mail").fill(email)
    visitor.shots("rights-01-asked" if portal == "/your-data/" else "rights-11-asked-a-customer", whole=True)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("heading", name="A letter is on its way").wait_for()
    assert violations(page) == []
    return page


def ref_on(page: Page) -> str:
    """The number of the request, as the person's page tells it."""
    found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", page.locator("main").inner_text())
    assert found
    return found[0]


def until(page: Page, words: str) -> None:
    """Look again until a job has done it."""
    for _ in range(30):
        if page.get_by_text(words).first.is_visible():
            return
        page.wait_for_timeout(1000)
        page.reload()
    expect(page.get_by_text(words).first).to_be_visible()


def answer(page: Page, words: str) -> None:
    """Take it into work, do it, and answer."""
    page.get_by_role("link", name="Take it into work").click()
    page.get_by_role("button", name="Take it into work").click()
    page.get_by_role("link", name="Do it, and answer").click()
    page.get_by_label("Words to the answer").fill(words)
    assert violations(page) == []
    page.get_by_role("button", name="Do it, and answer").click()


@pytest.mark.promise("R2")
def test_a_stranger_asks_for_a_copy_and_gets_it(visit, unusual, tmp_path):
    stranger = visit()
    email = f"adela@{unusual().lower()}.example"
    page = stranger.go("/contact/")  # she once wrote to support, and named a colleague
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Message").fill("The import stops at line 7. Petr Svoboda saw it too.")
    page.get_by_role("button", name="Send the message").click()
    page.wait_for_load_state()
    asked(stranger, "See what you hold, and give me a copy", email)
    stranger.shots("rights-02-letter-on-its-way")
    page = said_yes(stranger)
    place, ref = page.url, ref_on(page)
    stranger.shots("rights-04-your-request", whole=True)
    assert violations(page) == []

    irena = visit("irena@operator.example")
    desk = irena.go("/operator/requests/")
    assert violations(desk) == []
    irena.shots("rights-05-desk")
    desk.get_by_role("row").filter(has_text=ref).get_by_role("link").first.click()
    until(desk, "Asked today")
    expect(desk.get_by_role("rowheader", name="message").first).to_be_visible()
    assert violations(desk) == []
    irena.shots("rights-06-one", whole=True)
    desk.get_by_role("link", name=re.compile("The import stops")).first.click()
    expect(desk.get_by_label("The text without others’ data")).to_have_value(re.compile("█████ saw it too"))
    assert violations(desk) == []
    irena.shots("rights-06-reading")
    desk.get_by_role("button", name="Keep, and on to the next").click()
    answer(desk, "Here is all that we hold of you.")
    until(desk, "The copy lies ready")
    irena.shots("rights-07-answered", whole=True)
    assert violations(desk) == []

    page = stranger.go(place)
    expect(page.get_by_role("heading", name="Your copy is ready")).to_be_visible()
    assert violations(page) == []
    stranger.shots("rights-08-copy-ready", whole=True)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    download.value.save_as(tmp_path / "copy.zip")
    page.get_by_role("button", name="Show the password").click()
    password = page.locator("#password").inner_text()
    stranger.shots("rights-09-password")
    assert violations(page) == []
    with pyzipper.AESZipFile(tmp_path / "copy.zip") as packed:
        packed.setpassword(password.encode())
        inside = b"".join(packed.read(name) for name in packed.namelist())
    assert email.encode() in inside
    assert b"The import stops" in inside
    assert b"Svoboda" not in inside


@pytest.mark.promise("R6")
def test_a_contact_of_a_customer_is_erased(visit, house, marketa, unusual):
    slug, surname, boss = house.slug(), unusual(), marketa
    email = f"zdenek@{surname.lower()}.example"
    record = make_contact(boss, "Zdeněk", surname, **{"E-mail": email})

    contact = visit()
    asked(contact, "Erase it", email, f"/your-data/{slug}/")
    page = said_yes(contact)
    place, ref = page.url, ref_on(page)

    desk = boss.go(f"/{slug}/privacy/requests/")
    assert violations(desk) == []
    boss.shots("rights-12-customers-desk")
    desk.get_by_role("row").filter(has_text=ref).get_by_role("link").first.click()
    until(desk, "Asked today")
    assert violations(desk) == []
    answer(desk, "You are forgotten.")
    until(desk, "Certificate of erasure")
    boss.shots("rights-13-erased", whole=True)
    assert violations(desk) == []

    with boss.expecting(404):
        boss.go(record)
    boss.go(f"/{slug}/contacts/?q={surname}")
    assert email not in boss.page.content()

    page = contact.go(place)
    expect(page.get_by_role("heading", name="Certificate of erasure")).to_be_visible()
    contact.shots("rights-14-certificate", whole=True)
    assert violations(page) == []


@pytest.mark.promise("R8")
def test_every_page_of_the_desk_can_be_read_and_used_on_a_phone_and_without_script(visit, house):
    irena = visit("irena@operator.example", width=390)
    desk = irena.go("/operator/requests/")
    one = desk.get_by_role("row").get_by_role("link").first.get_attribute("href")
    pages = ["", "?show=waiting", "?show=closed", "new/"]
    acts = ["", "take/", "extend/", "refuse/", "withdraw/", "note/", "responsible/", "look/"]
    for path in [*(f"/operator/requests/{page}" for page in pages), *(f"{one}{act}" for act in acts)]:
        page = irena.go(path)
        assert violations(page) == [], path
        assert not sideways(page), path
    boss = visit(house.person("ADMIN")["email"], width=390, java_script_enabled=False)
    page = boss.go(f"/{house.slug()}/privacy/requests/office/")
    page.get_by_label("What people should read first").fill("We answer within a week.")
    page.get_by_role("button", name="Keep").click()
    stranger = visit(java_script_enabled=False)
    page = stranger.go(f"/your-data/{house.slug()}/")
    expect(page.get_by_text("We answer within a week.")).to_be_visible()
    with stranger.expecting(422):
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.get_by_text("Choose one.").first).to_be_visible()
    page.get_by_label("Complain").check()
    page.get_by_label("Your e-mail").fill("nobody@script.example")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", name="A letter is on its way")).to_be_visible()
