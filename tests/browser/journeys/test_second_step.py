"""A second step at sign-in: an app on the phone, or a passkey. The person is invited anew for each."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.visitor import Visitor

PASSWORD = "a lantern under the apple tree"


def six_figures(secret: str, now: float) -> str:
    """What an authenticator app shows (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(now // 30)), "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


@pytest.fixture
def email() -> str:
    return f"dana.{time.time_ns()}@home.example"


@pytest.fixture
def dana(visit, email) -> Visitor:
    """Somebody with a login of her own."""
    visitor = visit()
    page = visitor.go("/sign-up/")
    for label, words in {"Name": "Dana", "Surname": "Bílá", "Name of the instance": f"Dana {email[5:24]}"}.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the instance").click()
    visitor.newest_letter("Confirm your e-mail").locator("article a").first.click()
    page.get_by_role("button", name=re.compile("it is mine")).click()
    visitor.sign_in(email, PASSWORD)
    return visitor


def once_more(page: Page) -> None:
    """Before the way of signing in changes, the password is asked again, unless it was just given."""
    if "/again/" in page.url:
        page.get_by_label(re.compile("[Pp]assword")).fill(PASSWORD)
        page.locator("main form button.primary").first.click()


def sign_out_and_in(dana: Visitor, email: str) -> Page:
    dana.context.clear_cookies()
    page = dana.go("/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("The second step")
    return page


def test_an_app_on_the_phone(dana, email):
    page = dana.go("/profile/security/app/")
    once_more(page)
    secret = page.locator("main code").inner_text().strip()
    page.get_by_label("Code").fill(six_figures(secret, time.time()))
    dana.shots("second-01-app")
    assert violations(page) == []
    page.get_by_role("button", name="Switch it on").click()
    page.wait_for_url(lambda url: "/app/" not in url)
    dana.shots("second-02-codes")
    page = sign_out_and_in(dana, email)
    dana.shots("second-03-asked")
    assert violations(page) == []
    page.get_by_label("Code").fill(six_figures(secret, time.time() + 30))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def test_a_passkey(dana, email):
    page = dana.page
    devtools = dana.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    local = dana.house.address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    dana.context.clear_cookies()
    page.goto(f"{local}/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto(f"{local}/profile/security/passkeys/add/")
    once_more(page)
    page.get_by_label("Name", exact=True).fill("This laptop")
    page.get_by_label(re.compile("without a password")).check()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(lambda url: "/passkeys/add" not in url)
    page.goto(f"{local}/profile/security/passkeys/")
    expect(page.locator("main")).to_contain_text("This laptop")
    dana.shots("second-04-passkeys")
    assert violations(page) == []
    dana.context.clear_cookies()
    page.goto(f"{local}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
