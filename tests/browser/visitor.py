"""A person at a browser, and everything that the browser complains of."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from tests.browser.axe import settle, sideways, violations
from tests.browser.house import REPOSITORY, House

SHOTS = REPOSITORY / "build" / "shots"
TELL = "addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective, e.blockedURI))"


class Visitor:
    """Goes, clicks and types as a person does; `complaints` gathers what no page may cause."""

    def __init__(self, context: BrowserContext, house: House) -> None:
        self.context = context
        self.house = house
        self.complaints: list[str] = []
        self.forgiven: set[int] = set()
        self.home = "/"
        context.add_init_script(TELL)
        self.page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def _console(self, said: ConsoleMessage) -> None:
        # The status of an answer is judged where the answer comes in.
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.complaints.append(f"{self.page.url}: {said.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what leaving a page breaks off
            self.complaints.append(f"{request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.forgiven:
            self.complaints.append(f"{response.request.method} {response.url}: {response.status}")

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """For an act that shall be refused."""
        self.forgiven |= set(statuses)
        yield
        self.page.wait_for_load_state()
        self.forgiven -= set(statuses)

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def sign_in(self, email: str, password: str = "") -> Page:
        page = self.go("/sign-in/")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(password or self.house.password_of(email))
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    def newest_letter(self, subject: str) -> Page:
        """Open the newest letter of the development mailbox whose subject has these words."""
        page = self.go("/dev/mail/")
        page.get_by_role("link", name=re.compile(subject)).first.click()
        return page

    def says(self, words: str) -> Locator:
        """The toast that says so."""
        toast = self.page.locator(".toast, .said").filter(has_text=words).first
        toast.wait_for()
        return toast

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def shots(self, name: str, widths: tuple[int, ...] = (1280, 390), *, whole: bool = False) -> None:
        """Pictures of this moment, light and dark, wide and on a phone; where nobody looks at them, none."""
        if os.environ.get("CI"):
            settle(self.page)
            return
        SHOTS.mkdir(parents=True, exist_ok=True)
        before = self.page.viewport_size
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900 if width > 600 else 844})
            for mode in ("light", "dark"):
                self.page.emulate_media(color_scheme=mode)  # type: ignore[arg-type]
                settle(self.page)
                path: Path = SHOTS / f"{name}-{mode}-{width}.png"
                self.page.screenshot(path=path, full_page=whole)
        self.page.emulate_media(color_scheme="light")
        if before:
            self.page.set_viewport_size(before)
        settle(self.page)


def sound(visitor: Visitor) -> None:
    """Nothing is in the way of anybody on the page that they are at."""
    assert violations(visitor.page) == [], visitor.page.url
    assert not sideways(visitor.page), visitor.page.url
