"""People come, have rights or have none, speak Czech, carry a phone, and sit in two instances."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

from tests.browser.axe import sideways, violations

PASSWORD = "seven quiet herons by the weir"


def test_a_colleague_is_invited_joins_and_is_refused_with_a_reason(marketa, visit, house):
    email = f"lenka.{time.time_ns()}@havlicek.example"
    page = marketa.go(f"{marketa.home}members/")
    page.get_by_label("E-mail", exact=True).fill(email)
    page.get_by_label("Role").select_option("CERTAIN_RESTRICTIONS")
    marketa.shots("people-01-invite")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.locator("main")).to_contain_text(email)

    lenka = visit()
    letter = lenka.newest_letter("invites you")
    letter.locator("article a").first.click()
    page = lenka.page
    page.get_by_label("Name", exact=True).fill("Lenka")
    page.get_by_label("Surname").fill("Malá")
    page.get_by_label("Password").fill(PASSWORD)
    lenka.shots("people-02-join")
    assert violations(page) == []
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(lambda url: "/join/" not in url)
    if "/sign-in/" in page.url:
        lenka.sign_in(email, PASSWORD)
    page = lenka.go(f"{marketa.home}")
    expect(page.locator("h1")).to_contain_text("Lenka")

    with lenka.expecting(403):
        page = lenka.go(f"{marketa.home}settings/")
        expect(page.locator("h1")).to_have_text("This is held back")
        expect(page.locator("main")).to_contain_text("Your administrator can tell you why")
        lenka.shots("people-03-refused")
        assert violations(page) == []


def test_a_stranger_finds_nothing(visit, house):
    stranger = visit(house.person("ADMIN", instance=1)["email"])
    with stranger.expecting(404):
        page = stranger.go(f"/{house.slug()}/contacts/")
        expect(page.locator("h1")).to_have_text("Nothing is here")
        stranger.shots("people-04-stranger")


def test_one_person_in_two_instances(petr):
    name = f"Second House {time.time_ns()}"
    page = petr.go("/new-instance/")
    page.get_by_label("Name of the instance").fill(name)
    page.get_by_role("button", name="Open the instance").click()
    expect(page.locator(".switch")).to_contain_text(name)
    page.locator(".switch").click()
    petr.shots("people-05-switch", widths=(1280,))
    page.locator("#instances").get_by_role("link", name=re.compile("Havlíček")).click()
    page.wait_for_url(re.compile(re.escape(petr.home)))
    expect(page.locator(".switch")).to_contain_text("Havlíček")


def test_the_whole_house_in_czech_and_back(petr):
    page = petr.go("/profile/")
    page.get_by_label("Language").select_option("cs")
    page.get_by_role("button", name="Keep the changes").click()
    try:
        expect(page.locator("html")).to_have_attribute("lang", "cs")
        page = petr.go(f"{petr.home}contacts/")
        expect(page.locator("h1")).to_have_text("Kontakty")
        petr.shots("czech-01-list")
        for path in ("", "companies/", "tasks/", "bin/", "contacts/new/"):
            page = petr.go(f"{petr.home}{path}")
            petr.shots(f"czech-02-{path.strip('/').replace('/', '-') or 'home'}", whole=False)
            assert not sideways(page)
        petr.go(f"{petr.home}contacts/")
        page.locator("tbody th a").first.click()
        page.wait_for_url(re.compile(r"/contacts/\d+/"))
        expect(page.get_by_role("heading", name="Kdo nahlédl")).to_be_visible()
        petr.shots("czech-03-record")
        assert violations(page) == []
    finally:
        petr.go("/profile/")
        page.locator("select[name=language]").select_option("en")
        page.locator("main form button.primary").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_stranger_reads_the_public_pages_in_czech(visit):
    reader = visit(locale="cs-CZ")
    page = reader.go("/")
    expect(page.locator("h1")).to_have_text("CRM, které drží slovo")
    reader.shots("czech-04-front")
    reader.go("/privacy")
    expect(page.locator("html")).to_have_attribute("lang", "cs")
    reader.shots("czech-05-notice")


def test_the_palette_finds_people_and_acts(petr):
    page = petr.go(f"{petr.home}")
    petr.press("Control+k")
    page.keyboard.type("nov")
    page.locator("#hits [role=option]").first.wait_for()
    petr.shots("palette")
    assert violations(page) == []
    page.locator("#palette input").focus()
    petr.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    petr.press("g", "c")
    page.wait_for_url(re.compile("/contacts/$"))


def test_a_phone_has_the_same_house(visit, house):
    phone = visit(house.person("FULL_THROTTLE")["email"], width=390, has_touch=True, is_mobile=True)
    page = phone.go(f"/{house.slug()}/contacts/")
    assert not sideways(page)
    page.get_by_role("button", name="Menu").tap()
    expect(page.locator("#rail")).to_be_visible()
    page.locator("#rail").get_by_role("link", name="Companies").tap()
    page.wait_for_url(re.compile("/companies/"))
    page.locator("tbody th a").first.tap()
    page.wait_for_url(re.compile(r"/companies/\d+/"))
    assert not sideways(page)
