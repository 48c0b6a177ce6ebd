"""A customer sets a period of its own and sees what will go; the privacy officer reads the plan and holds a record."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import sideways, violations

OFFICER = "irena@operator.example"


def test_a_customer_sets_a_period_and_sees_what_will_go(marketa):
    page = marketa.go(f"{marketa.home}privacy/")
    page.get_by_role("link", name="Periods", exact=True).click()
    expect(page.locator("h1")).to_have_text("Periods")
    marketa.shots("terms-01-periods")
    assert violations(page) == []
    page.get_by_role("link", name="New period").first.click()
    page.get_by_label("Which records").select_option("company")
    page.get_by_label("Months without anything new").fill("1")
    page.get_by_label("Warn the administrators").fill("14")
    page.get_by_role("button", name="See what will go").click()
    expect(page.locator("#what-goes")).to_contain_text("come to an end on")
    marketa.shots("terms-02-preview")
    assert violations(page) == []
    assert not sideways(page)
    page.get_by_label("Months without anything new").fill("0")
    page.get_by_role("button", name="Keep the period").click()
    expect(page.locator("main")).to_contain_text("Mend the form")
    marketa.shots("terms-03-wrong")
    assert violations(page) == []
    page.get_by_label("Months without anything new").fill("36")
    page.get_by_role("button", name="Keep the period").click()
    marketa.says("Nothing goes before the warning")
    expect(page.locator("h1")).to_contain_text("Companies, 36 months")
    marketa.shots("terms-04-kept")
    assert violations(page) == []
    assert not sideways(page)
    page.get_by_role("button", name="Stop", exact=True).click()
    marketa.says("nothing goes by it")


def test_the_privacy_officer_reads_the_plan_and_holds_a_record(visit, house):
    irena = visit()
    irena.sign_in(OFFICER, next(one["password"] for one in house.demo["staff"] if one["email"] == OFFICER))
    page = irena.go("/operator/retention/")
    expect(page.locator("h1")).to_have_text("Retention")
    expect(page.locator("main")).to_contain_text("Nothing is kept beyond its term")
    irena.shots("terms-05-plan")
    assert violations(page) == []
    assert not sideways(page)
    page.get_by_role("link", name="sessions", exact=True).click()
    expect(page.locator("main")).to_contain_text("Week by week")
    irena.shots("terms-06-weeks")
    assert violations(page) == []
    page = irena.go("/operator/retention/holds/")
    page.get_by_role("link", name="Hold a record").first.click()
    page.get_by_label("Kind of record").select_option("identity.user")
    page.get_by_label("Its number").fill("1")
    irena.shots("terms-07-hold")
    assert violations(page) == []
    page.get_by_role("button", name="Hold", exact=True).click()
    page.wait_for_url("**/operator/retention/holds/")  # the form speaks of legal claims as well
    expect(page.locator("main")).to_contain_text("a legal claim")
    irena.shots("terms-08-holds")
    assert violations(page) == []
    page.get_by_role("button", name="Release").first.click()
    irena.says("Released")
