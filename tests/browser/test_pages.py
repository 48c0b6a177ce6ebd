"""Everyone can use every page: axe finds nothing, and nothing is pushed sideways, in any mode, narrow or wide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Page

from tests.browser.axe import COLOURS, RULES, sideways, violations, wide

MODES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
WIDTHS = (320, 1280)
PUBLIC = ["", "privacy", "trust", "sign-up/", "sign-in/", "sign-in/forgotten/", "sign-in/forgotten/sent/", "dev/mail/"]
PUBLIC += ["your-data/", "status", "cookies", "contact/", "call-back/", "chat/", "ideas/", "ideas/new/", "newsletter/"]
PUBLIC += ["trust/disclosures/", "privacy/versions/", "privacy/versions/1", "privacy?lang=cs", "trust?lang=cs"]
PROFILE = ["profile/", "profile/email/", "profile/sessions/", "profile/security/", "profile/security/app/"]
PROFILE += [
    "profile/security/password/",
    "profile/security/passkeys/",
    "profile/security/passkeys/add/",
    "new-instance/",
]
INSTANCE = ["", "contacts/", "companies/", "contacts/new/", "companies/new/", "contacts/?q=nobody-has-this-name"]
INSTANCE += ["contacts/filter/?field=tags", "contacts/views/new/", "contacts/export/", "tasks/", "imports/", "bin/"]
INSTANCE += [
    "privacy/",
    "privacy/log/",
    "profile/keys/",
    "settings/instance/",
    "settings/fields/",
    "settings/lists/",
    "settings/tags/",
]
INSTANCE += ["members/", "members/roles/", "members/why/", "members/groups/", "members/levels/"]
RECORD = ["", "who/", "looks/", "merge/", "anonymise/", "promise/", "files/new/", "reasons/new/", "fact/email/"]
OWN = {"contacts": ["positions/new/"], "companies": ["addresses/new/", "companies/new/"]}


def wrong(page: Page, path: str, modes: Iterable[str] = tuple(MODES), *, once: bool = False) -> list[str]:
    """What is wrong with a page, in each of the modes and each width; `once`: its structure at one width only."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for mode in modes:
            page.emulate_media(**MODES[mode])
            whole = mode == "light" and not (once and width == WIDTHS[0])
            rules = RULES if whole else COLOURS  # the document is the same; its colours and sizes are not
            found += [f"/{path} {mode} {width}: {one}" for one in violations(page, rules)]
        if sideways(page):
            found.append(f"/{path} {width}: sideways, by {', '.join(wide(page))}")
    return found


def paths(visitor: Any, slug: str) -> list[str]:
    """All addresses to look at; records are not those on top, where the anonymised stand, who are locked."""
    found = [*PROFILE, *(f"{slug}/{path}" for path in INSTANCE)]
    for plural in ("contacts", "companies"):
        page = visitor.go(f"/{slug}/{plural}/")
        href = page.locator("tbody th a").last.get_attribute("href") or ""
        record = re.sub(r"\?.*", "", href).strip("/")
        found += [f"{record}/{path}" for path in [*RECORD, *OWN[plural]]]
    person = visitor.go(f"/{slug}/members/").locator("main tbody a").first.get_attribute("href") or ""
    return [*found, person.removeprefix("/")]


def test_public_pages(visit):
    visitor = visit()
    assert "\n".join(fault for path in PUBLIC for fault in wrong(visitor.go(f"/{path}"), path)) == ""


def test_pages_of_an_instance(visit, house):
    visitor = visit(house.person("ADMIN")["email"])
    every = paths(visitor, house.slug())
    assert "\n".join(fault for path in every for fault in wrong(visitor.go(f"/{path}"), path)) == ""


def test_a_broken_page_is_seen(visit):
    page = visit().go("/sign-in/")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    page.evaluate("document.querySelector('h1').classList.add('week')")
    assert {fault.split(": ")[1] for fault in wrong(page, "sign-in/")} >= {"button-name", "label"}
