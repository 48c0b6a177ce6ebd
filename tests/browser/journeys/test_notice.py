"""A material change of the notice reaches a user: published, told by mail and in the product, and answered."""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.axe import sideways, violations
from tests.browser.conftest import Visitor
from tests.browser.house import REPOSITORY, House

BEFORE, AFTER = "backup_history_days = 21", "backup_history_days = 14"
OFFICER = "irena@operator.example"
MINUTES = 3


def test_a_material_change_is_published_told_and_answered(chromium, tmp_path: Path) -> None:
    config = tmp_path / "kept.toml"
    example = (REPOSITORY / "kept.example.toml").read_text()
    assert AFTER in example
    config.write_text(example.replace(AFTER, BEFORE))
    with House.new(config) as house:
        context = chromium.new_context(
            base_url=house.address, viewport={"width": 1280, "height": 900}, locale="en-GB", reduced_motion="reduce"
        )
        context.set_default_timeout(15_000)
        officer = Visitor(context, house)
        officer.sign_in(OFFICER)
        page = officer.go("/operator/notices/")
        expect(page.locator("main")).to_contain_text("runs exactly what was published")

        config.write_text(example)  # a shorter history of backups is a weaker promise
        house.start_again()
        page = officer.go("/operator/notices/")
        expect(page.locator("main")).to_contain_text("Material")
        expect(page.locator("main")).to_contain_text("21")
        officer.shots("notice-01-proposal", whole=True)
        assert violations(page) == []
        page.get_by_role("button", name=re.compile("Publish version 2")).click()
        officer.says("Version 2 is published")

        user = Visitor(chromium.new_context(base_url=house.address, locale="en-GB", reduced_motion="reduce"), house)
        user.context.set_default_timeout(15_000)
        person = house.person("FULL_THROTTLE")
        for _second in range(60 * MINUTES):  # the worker tells everybody within a minute or two
            if "Our privacy notice changes" in user.go("/dev/mail/").content():
                break
            time.sleep(1)
        expect(user.newest_letter("Our privacy notice changes").locator("main")).to_contain_text("21")

        user.sign_in(person["email"])
        page = user.go(f"/{house.slug()}/")
        page.get_by_role("link", name="See what changes").click()
        expect(page.locator("main")).to_contain_text("Do you accept it?")
        user.shots("notice-02-asked", whole=True)
        assert violations(page) == []
        assert not sideways(page)
        page.get_by_role("button", name="Accept").click()
        expect(page.locator("main")).to_contain_text("You accepted it")
        expect(user.go(f"/{house.slug()}/").get_by_role("link", name="See what changes")).to_have_count(0)

        page = user.go("/privacy/versions/")
        expect(page.locator("main")).to_contain_text("announced")
        user.shots("notice-03-archive")
        assert violations(page) == []
        assert [*officer.complaints, *user.complaints] == []
