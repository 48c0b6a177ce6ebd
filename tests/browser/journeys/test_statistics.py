"""Somebody works, and the operator's staff see how the service answers and on what it runs, and nothing of who."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.browser.axe import sideways, violations

ON_CALL = "tomas@operator.example"
REPORT = {
    "csp-report": {"effective-directive": "img-src", "blocked-uri": "https://www.elsewhere.example/x.png?who=petr"}
}


def looked_at(person, name):
    """The page as it is: no violation, nothing to push sideways, a picture in every light."""
    expect(person.page.locator("h1")).to_be_visible()
    person.shots(name, whole=True)
    assert violations(person.page) == []
    assert not sideways(person.page)


def test_a_visit_is_seen_by_its_route_and_its_kind_of_device(petr, visit, house):
    petr.go(f"/{house.slug()}/contacts/").wait_for_load_state("networkidle")  # it says once how wide its screen is
    petr.go("/profile/sessions/")
    expect(petr.page.locator("main")).to_contain_text("points wide")
    looked_at(petr, "sessions")
    petr.page.evaluate(
        "body => fetch('/reports/csp', {method: 'POST', headers: {'Content-Type': 'application/csp-report'}, body})",
        json.dumps(REPORT),
    )
    petr.page.wait_for_timeout(2500)  # lines are written once a second

    tomas = visit()
    tomas.sign_in(ON_CALL, next(one["password"] for one in house.demo["staff"] if one["email"] == ON_CALL))
    page = tomas.go("/operator/requests-log/?route=contacts:list")
    expect(page.locator("main tbody tr").first).to_contain_text("GET contacts:list")
    assert house.person("FULL_THROTTLE")["email"] not in page.content()
    looked_at(tomas, "requests-log")
    page = tomas.go("/operator/statistics/?days=30")
    expect(page.locator("main")).to_contain_text("GET contacts:list")
    expect(page.locator("main")).to_contain_text("Chrome")
    looked_at(tomas, "statistics-of-the-house")
    page = tomas.go("/operator/errors/")
    expect(page.locator("main")).to_contain_text("elsewhere.example")
    assert "who=petr" not in page.content()
    looked_at(tomas, "errors")


def test_anybody_reads_what_leaves_as_statistics(visit):
    stranger = visit()
    page = stranger.go("/statistics")
    expect(page.locator("h1")).to_have_text("On what it is used")
    looked_at(stranger, "statistics")
    assert page.request.get("/statistics.json").json()["releases"] is not None
