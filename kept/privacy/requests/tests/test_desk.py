"""The desks: what is due, who asks, what is answered, and what the person reads."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kept.grants.staff import StaffRole
from kept.privacy.requests import acts, deadlines, jobs
from kept.privacy.requests.models import DataSubjectRequest, Step
from kept.privacy.requests.tests.working import work
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire
from tests.walk import signed_in

DESK = "/operator/requests/"


@pytest.fixture
def irena(world: World) -> Client:
    return hire(world, "bob", StaffRole.PRIVACY)


def entered(client: Client, desk: str = DESK, **told: Any) -> str:
    """A request entered by hand. Returns its address."""
    form = {
        "wish": "R8",
        "channel": "letter",
        "received_on": timezone.localdate().isoformat(),
        "name": "Jana Nováková",
        "email": "jana@elsewhere.example",
        "language": "en",
        "words": "You wrote to me twice.",
        "identified_by": "known by her letter",
        **told,
    }
    answer = client.post(f"{desk}new/", form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def the_one(number: int = 0) -> DataSubjectRequest:
    with system("tests", number):
        return DataSubjectRequest.objects.order_by("-pk").first()


@pytest.mark.promise("R8")
def test_a_complaint_by_letter_is_entered_answered_and_looked_at_once_more(
    world: World, irena: Client, letters: Any
) -> None:
    here = entered(irena)
    assert the_one().state == "verified"
    assert irena.post(f"{here}take/").status_code == 302
    assert irena.post(f"{here}answer/", {"words": "We are sorry. It will not happen again."}).status_code == 302
    assert the_one().state == "work"
    assert "It is being done" in irena.get(here).content.decode()
    work()
    assert the_one().state == "answered"
    letter = letters()[0]
    assert "We are sorry." in letter.text
    assert "https://uoou.gov.cz/" in letter.text
    link = next(line for line in letter.text.splitlines() if "/your-data/" in line).split("8000")[1]
    client = Client()
    assert client.post(f"{link}appeal/", {"words": "It happened again."}).status_code == 302
    assert the_one().state == "appealed"
    assert the_one().due_on is not None
    assert "It happened again." in irena.get(here).content.decode()


@pytest.mark.promise("R8")
def test_a_refusal_needs_a_reason_that_the_law_knows_for_this_right(world: World, irena: Client, letters: Any) -> None:
    here = entered(irena, wish="R6")
    page = irena.get(f"{here}refuse/").content.decode()
    assert "17 (3) b" in page
    assert "21 (1)" not in page
    assert irena.post(f"{here}refuse/", {"code": "compelling", "words": "no"}).status_code == 422
    assert irena.post(f"{here}refuse/", {"code": "law"}).status_code == 422
    assert the_one().state == "verified"
    assert irena.post(f"{here}refuse/", {"code": "law", "words": "Your invoice of 2024."}).status_code == 302
    work()
    assert the_one().state == "refused"
    assert "Your invoice of 2024." in letters()[0].text
    assert "17 (3) b" in letters()[0].text


@pytest.mark.promise("R1")
def test_an_objection_to_marketing_cannot_be_weighed(world: World, irena: Client) -> None:
    marketing = entered(irena, wish="R1:L3", identified_by="", email="")
    care = entered(irena, wish="R1:L2", identified_by="", email="")
    assert "21 (1)" not in irena.get(f"{marketing}refuse/").content.decode()
    assert "21 (1)" in irena.get(f"{care}refuse/").content.decode()


@pytest.mark.promise("R8")
def test_the_term_is_made_longer_once_and_the_person_is_told_why(world: World, irena: Client, letters: Any) -> None:
    here = entered(irena, wish="R2")
    before = the_one().due_on
    said = {"code": "complex", "words": "Ten years of letters."}
    assert irena.post(f"{here}extend/", said).status_code == 302
    after = the_one().due_on
    assert 55 <= (after - before).days <= 62
    work()
    assert "Ten years of letters." in letters()[0].text
    irena.post(f"{here}extend/", said)
    assert the_one().due_on == after


@pytest.mark.promise("R8")
def test_the_officer_is_warned_a_week_before_the_term_ends_and_once(world: World, irena: Client, letters: Any) -> None:
    entered(irena, wish="R2")
    due = the_one().due_on
    noon = dt.time(12, tzinfo=dt.UTC)
    with system("tests"):
        assert deadlines.warn_officers(dt.datetime.combine(due - dt.timedelta(8), noon)) == 0
        assert deadlines.warn_officers(dt.datetime.combine(due - dt.timedelta(7), noon)) == 1
        assert deadlines.warn_officers(dt.datetime.combine(due - dt.timedelta(6), noon)) == 0
    assert letters()[0].to == world.ours.bob.email
    assert "/operator/requests/" in letters()[0].text


@pytest.mark.promise("R8")
def test_what_is_past_its_term_is_red(world: World, irena: Client) -> None:
    entered(irena, wish="R2", received_on=(timezone.localdate() - dt.timedelta(40)).isoformat())
    page = irena.get(DESK).content.decode()
    assert "1 past its term" in page
    assert 'data-kept="none"' in page
    from kept.privacy.requests.evidence import complaints, copies

    assert not complaints().good
    assert not copies().good


def test_what_nobody_confirmed_is_forgotten_after_a_week(world: World, irena: Client, letters: Any) -> None:
    Client().post("/your-data/", {"wish": "R2", "email": "nobody@elsewhere.example"})
    work()
    entered(irena, wish="R2", identified_by="")
    now = timezone.now()
    with system("tests"):
        assert deadlines.forget_unverified(now + dt.timedelta(days=6)) == 0
        assert deadlines.forget_unverified(now + dt.timedelta(days=8)) == 1
    assert the_one().email == "jana@elsewhere.example"


@pytest.mark.promise("D6")
def test_only_the_privacy_officer_comes_to_the_operators_desk(world: World) -> None:
    assert signed_in(world.ours, "alice").get(DESK).status_code == 404
    assert hire(world, "bob", StaffRole.SUPPORT).get(DESK).status_code == 403
    assert hire(world, "carol", StaffRole.PRIVACY).get(DESK).status_code == 200


@pytest.mark.promise("L5")
def test_a_customers_desk_is_its_own_and_the_operator_does_not_see_it(world: World, irena: Client) -> None:
    alice = signed_in(world.ours, "alice")
    here = entered(alice, "/ours/privacy/requests/", wish="R6")
    number = the_one(world.ours.instance.pk).pk
    assert "Jana Nováková" in alice.get(here).content.decode()
    assert signed_in(world.ours, "carol").get(here).status_code == 403
    assert signed_in(world.theirs, "mallory").get(here).status_code == 404
    assert irena.get(f"{DESK}{number}/").status_code == 404
    assert "Jana" not in irena.get(DESK).content.decode()


def test_the_page_of_a_customer_is_opened_and_shut(world: World) -> None:
    alice = signed_in(world.ours, "alice")
    office = "/ours/privacy/requests/office/"
    assert alice.get(office).status_code == 200
    assert alice.post(office, {"email": "no"}).status_code == 422
    alice.post(office, {"name": "Alice", "email": "data@ours.example", "is_open": "on"})
    assert Client().get("/your-data/ours/").status_code == 200
    alice.post(office, {"name": "Alice", "email": "data@ours.example"})
    assert Client().get("/your-data/ours/").status_code == 404


def test_what_fails_is_shown_and_can_be_tried_again(
    world: World, irena: Client, letters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = entered(irena, wish="R4")
    irena.post(f"{here}take/")

    def breaks(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(acts, "lock", breaks)
    irena.post(f"{here}answer/")
    work()
    assert the_one().state == "work"
    page = irena.get(here).content.decode()
    assert "OSError" in page
    assert "disk" not in page
    monkeypatch.setattr(acts, "lock", lambda *_: None)
    irena.post(f"{here}answer/")
    work()
    assert the_one().state == "answered"
    assert the_one().trouble == ""


def test_notes_stay_at_the_desk(world: World, irena: Client, letters: Any) -> None:
    here = entered(irena)
    assert irena.post(f"{here}note/", {"words": "She called twice."}).status_code == 302
    assert irena.post(f"{here}note/", {}).status_code == 422
    assert "She called twice." in irena.get(here).content.decode()
    work()
    link = next(line for line in letters()[0].text.splitlines() if "/your-data/" in line).split("8000")[1]
    assert "She called twice." not in Client().get(link).content.decode()


def test_every_letter_can_be_printed(world: World, irena: Client, letters: Any) -> None:
    here = entered(irena, email="", wish="R6")
    irena.post(f"{here}refuse/", {"code": "law", "words": "Your invoice of 2024."})
    assert work() == ["requests.begin"]
    with system("tests"):
        step = Step.objects.get(act="refuse")
    assert "Your invoice of 2024." in irena.get(f"{here}letters/{step.pk}/").content.decode()
    assert irena.get(f"{here}letters/987654321/").status_code == 404


def test_the_link_of_the_person_is_hidden_from_the_desk(world: World, irena: Client, letters: Any) -> None:
    here = entered(irena)
    work()
    link = next(line for line in letters()[0].text.splitlines() if "/your-data/" in line)
    with system("tests"):
        step = Step.objects.get(act="verify")
    printed = irena.get(f"{here}letters/{step.pk}/").content.decode()
    assert "We have your request" in printed
    assert link.rstrip("/").rpartition("/")[2] not in printed


def test_all_letters_read_well_in_both_languages(world: World) -> None:
    from kept.privacy.requests.letters import SUBJECTS, written

    with system("tests"):
        one = DataSubjectRequest(
            right="R2", received_on=timezone.localdate(), due_on=timezone.localdate(), email="a@b.c"
        )
        one.save()
        step = Step(request=one, act="refuse", code="law", reason="Because.", by="officer")
        for language in ("en", "cs"):
            for name in SUBJECTS:
                subject, text = written(one, name, step, language=language)
                assert one.written_ref in subject
                assert "{" not in text
                assert "&" not in text.replace("&amp;", "?")


def test_the_daily_job_goes_over_all_controllers(world: World) -> None:
    jobs.day(0)
