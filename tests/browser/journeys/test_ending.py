"""An instance comes to its end in a browser: asked for with a second step, taken back, closed, gone; and the operator's keys."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import sideways, violations
from tests.browser.journeys.test_second_step import PASSWORD, once_more, six_figures
from tests.browser.visitor import Visitor

CLOSE = """
from datetime import timedelta
from kept.policy import clock
from kept.privacy.ending import walking
from kept.privacy.ending.models import EndCertificate
with clock.moved(clock.now() - timedelta(days={ago})):
    walking.walk()
"""
BACK = """
from datetime import timedelta
from kept.privacy.ending.models import Ending
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
with system("journey"):
    Ending.objects.filter(taken_back_at=None, of__name="{name}").update(closes_at="2020-01-15T10:00Z")
"""
SOONER = """
from kept.privacy.ending import walking
from kept.privacy.ending.models import EndCertificate
from kept.tenancy.opening import system
walking.walk()
with system("journey"):
    print(EndCertificate.objects.get(name="{name}").number)
"""


@pytest.fixture
def name() -> str:
    return f"Last {time.time_ns() // 1_000_000}"


@pytest.fixture
def dana(visit, name) -> Visitor:
    """Somebody with an instance of her own, and an app for the second step."""
    visitor, email = visit(), f"dana.{time.time_ns()}@home.example"
    page = visitor.go("/sign-up/")
    for label, words in {"Name": "Dana", "Surname": "Bílá", "Name of the instance": name}.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the instance").click()
    visitor.newest_letter("Confirm your e-mail").locator("article a").first.click()
    page.get_by_role("button", name=re.compile("it is mine")).click()
    visitor.sign_in(email, PASSWORD)
    visitor.home = f"/{name.lower().replace(' ', '-')}/"
    page = visitor.go("/profile/security/app/")
    once_more(page)
    visitor.secret = page.locator("main code").inner_text().strip()
    page.get_by_label("Code").fill(six_figures(visitor.secret, time.time()))
    page.locator("main form button.primary").first.click()
    page.wait_for_load_state()
    return visitor


def prove(page: Page, secret: str) -> None:
    """The second step, where it is asked; a code counts once, so the next one."""
    if "/again/" in page.url:
        page.get_by_label("Code").fill(six_figures(secret, time.time() + 30))
        page.locator("main form button.primary").first.click()
        page.wait_for_url(lambda url: "/again/" not in url)


def seen(visitor: Visitor, page: Page, shot: str) -> None:
    visitor.shots(shot, whole=True)
    assert violations(page) == []
    assert not sideways(page)


def test_an_instance_is_ended_taken_back_closed_and_gone(dana, house, name):
    home = f"{dana.home}settings/instance/end/"
    page = dana.go(home)
    expect(page.locator("h1")).to_have_text("The end of the instance")
    seen(dana, page, "ending")
    for twice in (False, True):
        page = dana.go(f"{home}ask/")
        prove(page, dana.secret)
        page = dana.go(f"{home}ask/")
        page.get_by_label("The name of the instance").fill("Another")
        page.get_by_role("button", name="Ask for its end").click()
        expect(page.locator("main")).to_contain_text("That is not the name of this instance.")
        if not twice:
            seen(dana, page, "ending-ask")
        page.get_by_label("The name of the instance").fill(name)
        page.get_by_role("button", name="Ask for its end").click()
        expect(page.locator("main")).to_contain_text("It will be closed on")
        if not twice:
            seen(dana, page, "ending-asked")
            page.get_by_role("button", name="Take it back").click()
            expect(page.get_by_role("link", name="End this instance")).to_be_visible()
    assert house.kept("manage", "shell", "-c", BACK.format(name=name)).returncode == 0
    done = house.kept("manage", "shell", "-c", CLOSE.format(ago=200))
    assert done.returncode == 0, done.stderr
    page = dana.go(home)
    expect(page.locator("main")).to_contain_text("It is closed.")
    seen(dana, page, "ending-closed")
    assert dana.go(f"{dana.home}contacts/").locator("h1").is_visible()
    done = house.kept("manage", "shell", "-c", SOONER.format(name=name))
    assert done.returncode == 0, done.stderr
    with dana.expecting(404):
        assert dana.go(dana.home)
    page = dana.go(f"/ended/{done.stdout.strip().splitlines()[-1]}/")
    expect(page.locator("main")).to_contain_text("Nothing is left, and the key is destroyed.")
    seen(dana, page, "ending-certificate")


def test_on_call_staff_see_the_keys_by_their_names(visit, house):
    tomas = visit()
    tomas.sign_in("tomas@operator.example", house.password_of("tomas@operator.example"))
    page = tomas.go("/operator/keys/")
    expect(page.locator("h1")).to_have_text("Keys")
    expect(page.locator("main")).to_contain_text("Nobody has confirmed that there is a copy")
    text = (house.folder / "keys" / "root.key").read_text().split()
    assert text[1][:12] not in page.content() and text[2] not in page.content()
    seen(tomas, page, "keys")
    page = tomas.go("/operator/ending/")
    expect(page.locator("h1")).to_have_text("Ending instances")
    seen(tomas, page, "ending-list")
