"""Everyone can use every page: axe finds nothing, and nothing is pushed sideways, in any mode, narrow or wide."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.axe import sideways, violations

MODES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}
PUBLIC = ["", "privacy", "trust", "sign-up/", "sign-in/", "sign-in/forgotten/", "sign-in/forgotten/sent/", "dev/mail/"]
PROFILE = ["profile/", "profile/email/", "profile/sessions/", "profile/security/", "profile/security/app/"]
PROFILE += ["profile/security/password/", "profile/security/passkeys/", "profile/security/passkeys/add/", "new-instance/"]
INSTANCE = ["", "contacts/", "companies/", "contacts/new/", "companies/new/", "contacts/?q=nobody-has-this-name"]
INSTANCE += ["contacts/filter/?field=tags", "contacts/views/new/", "contacts/export/", "tasks/", "imports/", "bin/"]
INSTANCE += ["privacy/", "privacy/log/", "profile/keys/"]
INSTANCE += ["members/", "members/invite/", "members/roles/", "members/why/", "members/groups/", "members/levels/"]
RECORD = ["", "who/", "looks/", "merge/", "anonymise/", "promise/", "files/new/", "reasons/new/", "fact/email/"]
OWN = {"contacts": ["positions/new/"], "companies": ["addresses/new/", "companies/new/"]}


def wrong(page: Page, path: str) -> list[str]:
    found = [f"/{path}: {one}" for one in violations(page)]
    return [*found, f"/{path}: sideways"] if sideways(page) else found


def paths(visitor: Any, slug: str) -> list[str]:
    """All addresses to look at; records are those on top of their lists."""
    found = [*PROFILE, *(f"{slug}/{path}" for path in INSTANCE)]
    for plural in ("contacts", "companies"):
        page = visitor.go(f"/{slug}/{plural}/")
        href = page.locator("tbody th a").first.get_attribute("href") or ""
        record = re.sub(r"\?.*", "", href).strip("/")
        found += [f"{record}/{path}" for path in [*RECORD, *OWN[plural]]]
    return found


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("mode", MODES)
def test_public_pages(visit, mode, width):
    visitor = visit(width=width, **MODES[mode])
    assert [fault for path in PUBLIC for fault in wrong(visitor.go(f"/{path}"), path)] == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("mode", MODES)
def test_pages_of_an_instance(visit, house, mode, width):
    visitor = visit(house.person("ADMIN")["email"], width=width, **MODES[mode])
    every = paths(visitor, house.slug())
    person = visitor.go(f"/{house.slug()}/members/").locator("main tbody a").first.get_attribute("href") or ""
    every.append(person.strip("/"))
    assert [fault for path in every for fault in wrong(visitor.go(f"/{path}"), path)] == []
