"""An administrator takes everything along, founds a new instance elsewhere, and brings it in: it is all there."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import sideways, violations
from tests.browser.visitor import Visitor

PASSWORD = "a quiet lime tree at noon"
LONG = 180_000  # milliseconds: a machine may be busy


def looked_at(visitor: Visitor, name: str) -> None:
    """Pictures, and nothing wrong in any of them."""
    visitor.shots(name, whole=True)
    assert violations(visitor.page) == []
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    assert not sideways(visitor.page), name
    visitor.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def dana(visit) -> Visitor:
    """Somebody with a new, empty instance of her own."""
    visitor = visit()
    email = f"dana.{time.time_ns()}@home.example"
    page = visitor.go("/sign-up/")
    for label, words in {"Name": "Dana", "Surname": "Bílá", "Name of the instance": f"Move {email[5:24]}"}.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the instance").click()
    visitor.newest_letter("Confirm your e-mail").locator("article a").first.click()
    page.get_by_role("button", name=re.compile("it is mine")).click()
    if "/sign-in/" in page.url:
        visitor.sign_in(email, PASSWORD)
    page.wait_for_url(re.compile("/move-"))
    visitor.home = "/" + page.url.split("/")[3] + "/"
    return visitor


def taken_along(marketa: Visitor, folder: Path) -> tuple[Path, str]:
    """The archive and its password, as a person gets them."""
    page = marketa.go(f"{marketa.home}settings/")
    page.get_by_role("link", name="Leaving").click()
    looked_at(marketa, "leaving-01-overview")
    page.get_by_role("button", name="Make the archive").click()
    expect(page.get_by_role("button", name="Show the password")).to_be_visible(timeout=LONG)
    looked_at(marketa, "leaving-02-ready")
    page.get_by_role("button", name="Show the password").click()
    password = page.locator("#password").inner_text()
    looked_at(marketa, "leaving-03-password")
    with page.expect_download() as got:
        page.get_by_role("link", name="Take the file").click()
    place = folder / got.value.suggested_filename
    got.value.save_as(place)
    return place, password


def test_everything_is_taken_along_and_brought_in_elsewhere(marketa, dana, house, tmp_path):
    place, password = taken_along(marketa, tmp_path)
    contacts = marketa.go(f"{marketa.home}contacts/").locator("main header .count").first.inner_text()
    page = dana.go(f"{dana.home}settings/leaving/bring/")
    looked_at(dana, "leaving-04-bring")
    page.get_by_label("The archive").set_input_files(place)
    page.get_by_role("button", name="Send it").click()
    page.get_by_label("The password of the archive").fill("not it")
    with dana.expecting(422):
        page.get_by_role("button", name="Bring it in").click()
        expect(page.get_by_text("does not open this archive")).to_be_visible()
    looked_at(dana, "leaving-05-password")
    page.get_by_label("The password of the archive").fill(password)
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("heading", name="All of it is here")).to_be_visible(timeout=LONG)
    looked_at(dana, "leaving-06-here")
    page.get_by_role("link", name="Invite the members").click()
    looked_at(dana, "leaving-07-members")
    assert (
        contacts.split()[0][:2] == dana.go(f"{dana.home}contacts/").locator("main header .count").first.inner_text()[:2]
    )
    dana.go(f"{dana.home}settings/leaving/bring/")
    expect(dana.page.get_by_role("heading", name="This instance is not empty")).to_be_visible()
    looked_at(dana, "leaving-08-full")
