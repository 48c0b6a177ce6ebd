"""Every page of the operator's house is for everyone: found by walking all links, in light and dark, wide and narrow."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.test_pages import wrong
from tests.browser.visitor import Visitor

ONE_OF_A_KIND = [
    (r"[0-9a-f]{8}-[0-9a-f-]{27}", "U"),
    (r"\d+", "N"),
    (r"(?<=/retention/)[a-z]+\.[a-z]+", "LABEL"),
]
NO_PAGE = re.compile(r"/(json|fides|turtle|file|back|preview|photo|papers/N)/$|/desk/files/")
SECOND_STEP = "/profile/security/"  # where a page leads that asks for a second step; it is looked at with the profile
LINKS = "[...document.querySelectorAll('main a[href], .rail a[href]')].filter(a => !a.download).map(a => a.href)"


def shape(address: str) -> str:
    """One page of each kind is looked at: numbers and labels are set aside."""
    path = urlsplit(address).path
    for pattern, kind in ONE_OF_A_KIND:
        path = re.sub(pattern, kind, path)
    return path


def onward(page: Page, seen: set[str]) -> list[str]:
    """Links of this page to rooms of the house that nobody has looked at."""
    found = []
    for address in page.evaluate(LINKS):
        kind = shape(address)
        if kind.startswith("/operator/") and kind not in seen and not NO_PAGE.search(kind):
            seen.add(kind)
            found.append(urlsplit(address).path)
    return found


def walked(visitor: Visitor, seen: set[str]) -> list[str]:
    """All that is wrong on the pages that this person of the staff can reach; `seen` grows."""
    ahead, faults = ["/operator/"], []
    while ahead:
        page = visitor.go(path := ahead.pop(0))
        if SECOND_STEP in page.url:
            continue
        ahead += onward(page, seen)
        faults += wrong(page, path.strip("/"), modes=("light", "dark"), once=True)
    return faults


def test_all_rooms_of_the_operator(visit):
    seen: set[str] = set()
    faults = walked(visit("tomas@operator.example"), seen)
    faults += walked(visit("irena@operator.example"), seen)
    assert "\n".join(faults) == ""
    assert len(seen) > 45, "the walk lost its way"
