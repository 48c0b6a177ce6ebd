"""The operator takes a backup, tries it, and sees on the page how far back it reaches."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import sideways, violations

ON_CALL = "tomas@operator.example"


def test_on_call_staff_see_that_the_newest_backup_was_restored(visit, house):
    for verb in ("now", "drill"):
        assert house.kept("backup", verb).returncode == 0
    tomas = visit()
    tomas.sign_in(ON_CALL, next(one["password"] for one in house.demo["staff"] if one["email"] == ON_CALL))
    page = tomas.go("/operator/backups/")
    expect(page.locator("h1")).to_have_text("Backups")
    expect(page.locator("main")).to_contain_text("restored in")
    expect(page.locator("main")).to_contain_text("min ago")
    tomas.shots("backups", whole=True)
    assert violations(page) == []
    assert not sideways(page)
