"""Something happens: on-call staff tell everybody, strangers read it in their language, and it is over."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

from tests.browser.axe import sideways, violations

ON_CALL = "tomas@operator.example"


SHORTLY = 30  # seconds; the page may be kept by browsers and servers for a quarter of a minute


def told(visitor, words):
    """The status page, which says so shortly."""
    until = time.monotonic() + SHORTLY
    while words not in (page := visitor.go("/status")).locator("main").inner_text():
        assert time.monotonic() < until, f"nobody reads “{words}”"
        page.wait_for_timeout(1000)
    return page


def test_an_incident_is_told_read_and_solved(visit, house):
    tomas = visit()
    tomas.sign_in(ON_CALL, next(one["password"] for one in house.demo["staff"] if one["email"] == ON_CALL))
    page = tomas.go("/operator/status/")
    expect(page.locator("h1")).to_have_text("Status")
    assert violations(page) == []
    assert not sideways(page)
    tomas.shots("status-desk", whole=True)
    page.get_by_role("link", name=re.compile("Tell of an incident")).click()
    page.get_by_label("Title in English").fill("Mail goes out late")
    page.get_by_label("Title in Czech").fill("Pošta odchází pozdě")
    page.get_by_label("In English", exact=True).fill("We look at the queue.")
    page.get_by_label("In Czech", exact=True).fill("Díváme se na frontu.")
    page.get_by_label("Mail", exact=True).check()
    assert violations(page) == []
    page.get_by_role("button", name="Tell everybody").click()
    tomas.says("Everybody can read it.")

    stranger = visit()
    seen = told(stranger, "We look at the queue.")
    assert violations(seen) == []
    assert not sideways(seen)
    stranger.shots("status", whole=True)
    czech = visit(locale="cs-CZ", width=390)
    page_cs = told(czech, "Díváme se na frontu.")
    assert not sideways(page_cs)

    page.get_by_role("link", name="Mail goes out late").first.click()
    page.get_by_label("State").select_option("solved")
    page.get_by_label("In English", exact=True).fill("All letters have gone.")
    page.get_by_label("In Czech", exact=True).fill("Všechny dopisy odešly.")
    with page.expect_response(lambda answer: answer.request.method == "POST"):  # the toast of before may still stand
        page.get_by_role("button", name="Tell everybody").click()
    tomas.says("Everybody can read it.")
    told(visit(), "All letters have gone.")

    jobs = tomas.go("/operator/jobs/")
    expect(jobs.locator("h1")).to_have_text("Jobs")
    assert violations(jobs) == []
    tomas.shots("jobs", whole=True)
