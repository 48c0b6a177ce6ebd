"""The periods that an instance sets: seen before they are kept, warned of before they act, brought back after."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kept.crm.activities.models import Note, Talk
from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact, Position
from kept.crm.files.models import Attachment
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from kept.policy import clock
from kept.privacy.retention import ending
from kept.privacy.retention.rules import Batch, Rule
from kept.tenancy.opening import system
from tests.cast import Cast, World
from tests.walk import signed_in

DAY = dt.date(2026, 6, 15)
LONG_AGO = clock.beginning(dt.date(2023, 1, 10))


def contact(cast: Cast, name: str, at: dt.datetime = LONG_AGO, **values: Any) -> Contact:
    row = Contact.fresh(last_name=name, security_level=cast.level, created_at=at, **values)
    row.index()
    row.save()
    return row


def rule(cast: Cast, **values: Any) -> Rule:
    given = {"kind": "contact", "months": 36, "end": "bin", "warn_days": 14, "made_at": LONG_AGO}
    return Rule.objects.create(instance=cast.instance, **(given | values))


def names(cast: Cast) -> set[str]:
    with system("tests", cast.instance.pk):
        return set(Contact.objects.kept().values_list("last_name", flat=True))


@pytest.mark.promise("L5")
def test_only_those_with_whom_nothing_happened_are_due(world: World) -> None:
    from kept.privacy.retention.kinds import KINDS

    ours = world.ours
    with system("tests", ours.instance.pk):
        silent = contact(ours, "Silent")
        contact(ours, "Fresh", clock.beginning(DAY))
        contact(ours, "Locked", locked_at=LONG_AGO)
        contact(ours, "Colleague", membership=ours.bob)
        noted = contact(ours, "Noted")
        Note.objects.create(instance=ours.instance, contact=noted, text="x", at=clock.beginning(DAY))
        sent = contact(ours, "Sent")
        Attachment.objects.create(instance=ours.instance, contact=sent, name="offer.pdf", at=clock.beginning(DAY))
        for name, model, rest in (("Talked", Attachment, {"name": "offer.pdf"}), ("Spoken", Note, {"text": "x"})):
            about = {"contact": contact(ours, name), "security_level": ours.level, "created_at": LONG_AGO}
            talk = Talk.objects.create(instance=ours.instance, title="x", status="COMPLETED", **about)
            model.objects.create(instance=ours.instance, talk=talk, at=clock.beginning(DAY), **rest)
        asked = contact(ours, "Reason")
        reason = LegalTitleTemplate.objects.create(instance=ours.instance, name="Contract", basis="CONTRACT")
        LegalTitle.objects.create(
            instance=ours.instance, template=reason, contact=asked, valid_from=LONG_AGO.date(), valid_till=DAY
        )
        due = KINDS["contact"].due
        assert due(rule(ours), DAY) == [silent.pk]
        assert due(rule(ours), DAY + dt.timedelta(days=1)) == [silent.pk, asked.pk]
        assert due(rule(ours, spare_reasons=False), DAY) == [silent.pk, asked.pk]
        assert due(rule(ours, word="candidate"), DAY) == []
        Contact.objects.filter(pk=silent.pk).update(tags=["candidate"])
        assert due(rule(ours, word="candidate"), DAY) == [silent.pk]


def test_a_company_whose_people_are_worked_with_is_not_silent(world: World) -> None:
    from kept.privacy.retention.kinds import KINDS

    ours = world.ours
    with system("tests", ours.instance.pk):
        firms = [
            Company.objects.create(name=name, security_level=ours.level, created_at=LONG_AGO) for name in ("A", "B")
        ]
        person = contact(ours, "Person")
        Position.objects.create(instance=ours.instance, contact=person, company=firms[0])
        Note.objects.create(instance=ours.instance, contact=person, text="x", at=clock.beginning(DAY))
        assert KINDS["company"].due(rule(ours, kind="company"), DAY) == [firms[1].pk]


@pytest.mark.promise("L5")
def test_it_warns_waits_acts_on_what_it_warned_of_and_can_be_brought_back(world: World, letters: Any) -> None:
    ours = world.ours
    with system("tests", ours.instance.pk):
        contact(ours, "Goes")
        spared = contact(ours, "Spared")
        made = rule(ours)
    ending.keep_all(DAY)
    [letter] = letters()
    assert (letter.to, "2 records" in letter.text) == ("alice@ours.example", True)
    with system("tests", ours.instance.pk):
        contact(ours, "Late")  # due too, but nobody was warned of it
        Note.objects.create(instance=ours.instance, contact=spared, text="x", at=clock.beginning(DAY))
    ending.keep_all(DAY + dt.timedelta(days=13))
    assert names(ours) == {"Goes", "Spared", "Late"}
    ending.keep_all(DAY + dt.timedelta(days=14))
    assert names(ours) == {"Spared", "Late"}
    with system("tests", ours.instance.pk):
        batch = Batch.objects.exclude(done_at=None).get()
        assert (batch.gone, batch.spared) == (1, 1)
    client = signed_in(ours, "alice")
    page = client.get(f"/ours/privacy/terms/{made.pk}/").content.decode()
    assert "Bring back" in page
    client.post(f"/ours/privacy/terms/{made.pk}/batches/{batch.pk}/back/")
    assert names(ours) == {"Goes", "Spared", "Late"}
    client.post(f"/ours/privacy/terms/{made.pk}/batches/{batch.pk}/back/", follow=True)
    assert names(ours) == {"Goes", "Spared", "Late"}


def test_a_stopped_period_does_nothing_and_forgets_its_warning(world: World, letters: Any) -> None:
    ours = world.ours
    with system("tests", ours.instance.pk):
        contact(ours, "Stays")
        made = rule(ours)
    ending.keep_all(DAY)
    signed_in(ours, "alice").post(f"/ours/privacy/terms/{made.pk}/stop/")
    ending.keep_all(DAY + dt.timedelta(days=20))
    assert names(ours) == {"Stays"}


def test_anonymising_and_files_end_in_their_own_way(world: World, letters: Any) -> None:
    ours = world.ours
    with system("tests", ours.instance.pk):
        person = contact(ours, "Nobody")
        Attachment.objects.create(instance=ours.instance, contact=person, name="CV Novak.pdf", link="x", at=LONG_AGO)
        Attachment.objects.create(instance=ours.instance, contact=person, name="Offer.pdf", link="x", at=LONG_AGO)
        rule(ours, kind="file", months=6, word="cv")
        rule(ours, end="anonymise")
    ending.keep_all(DAY)
    ending.keep_all(DAY + dt.timedelta(days=14))
    with system("tests", ours.instance.pk):
        assert Contact.objects.get(pk=person.pk).anonymised_at is not None
        assert "Nobody" not in names(ours)


@pytest.mark.promise("D3")
def test_only_who_answers_for_privacy_sees_and_sets_periods(world: World) -> None:
    bob, alice = signed_in(world.ours, "bob"), signed_in(world.ours, "alice")
    asked = {"kind": "contact", "months": "36", "end": "bin", "warn_days": "14", "spare_reasons": "on", "act": "keep"}
    assert bob.get("/ours/privacy/terms/").status_code == 403
    assert bob.post("/ours/privacy/terms/new/", asked).status_code == 403
    assert "No periods yet" in alice.get("/ours/privacy/terms/").content.decode()
    with system("tests", world.ours.instance.pk):
        contact(world.ours, "Zzilent")
    assert "Zzilent" in alice.get("/ours/privacy/terms/new/").content.decode()
    seen = alice.post("/ours/privacy/terms/new/", asked | {"act": "see", "months": "600"}).content.decode()
    assert ("Zzilent" in seen, "Nothing would come to an end" in seen) == (False, True)
    wrong = alice.post("/ours/privacy/terms/new/", asked | {"months": "0", "kind": "file", "end": "anonymise"})
    assert "Mend the form" in wrong.content.decode()
    assert alice.post("/ours/privacy/terms/new/", asked).status_code == 302
    with system("tests", world.ours.instance.pk):
        [made] = Rule.objects.all()
        assert (made.months, made.made_by_id) == (36, world.ours.alice.pk)
    assert "Zzilent" in alice.get(f"/ours/privacy/terms/{made.pk}/").content.decode()
    assert signed_in(world.theirs, "mallory").get(f"/theirs/privacy/terms/{made.pk}/").status_code == 404


def test_the_margin_of_a_record_tells_until_when_it_stays_by_a_period(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        row = contact(world.ours, "Silent")
    alice = signed_in(world.ours, "alice")
    url = f"/ours/contacts/{row.pk}/"
    assert "By your own period" not in alice.get(url).content.decode()
    asked = {"kind": "contact", "months": "60", "end": "bin", "warn_days": "14", "act": "keep"}
    made = alice.post("/ours/privacy/terms/new/", asked)["Location"]
    assert "if nothing happens until 10 Jan 2028" in alice.get(url).content.decode()
    alice.post(f"{made}stop/")
    assert "By your own period" not in alice.get(url).content.decode()


@pytest.mark.promise("L5")
def test_a_file_of_a_meeting_is_shown_before_it_ends_and_ends(world: World, letters: Any) -> None:
    ours = world.ours
    with system("tests", ours.instance.pk):
        talk = Talk.objects.create(instance=ours.instance, title="x", security_level=ours.level)
        file = Attachment.objects.create(instance=ours.instance, talk=talk, name="Zzold.pdf", link="x", at=LONG_AGO)
        rule(ours, kind="file", months=6)
    asked = {"kind": "file", "months": "6", "end": "bin", "warn_days": "14", "act": "see"}
    seen = signed_in(ours, "alice").post("/ours/privacy/terms/new/", asked).content.decode()
    assert "Zzold.pdf" in seen and f"/ours/files/{file.pk}/" in seen
    ending.keep_all(DAY)
    ending.keep_all(DAY + dt.timedelta(days=14))
    with system("tests", ours.instance.pk):
        assert Attachment.objects.get(pk=file.pk).deleted_at is not None
