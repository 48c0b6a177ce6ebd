"""Recipients are told of corrections, locks and erasures: by the program, with the least, until they know (R3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kept.consent.people import Someone
from kept.grants.staff import StaffRole
from kept.outside import mail
from kept.outside.disclosures import Disclosure, Disclosures, note
from kept.policy import clock
from kept.policy.controller import in_force
from kept.policy.stores import Subject
from kept.privacy.requests import evidence, jobs, telling
from kept.privacy.requests.models import DataSubjectRequest, ToldOn
from kept.privacy.requests.tests.test_desk import DESK, entered, the_one
from kept.privacy.requests.tests.working import work
from kept.tenancy.opening import system
from tests.cast import World
from tests.crawl import Seen, text_of
from tests.forms import forms
from tests.staff import hire
from tests.walk import signed_in

JANA = "jana@elsewhere.example"
RELAY, NORDEN = "Posta Relay GmbH", "Norden Cloud AB"


@pytest.fixture
def irena(world: World) -> Client:
    return hire(world, "bob", StaffRole.PRIVACY)


def handed(email: str, *names: str, instance: int | None = None, reference: str = "3f2a") -> None:
    """Something of the person went to these recipients."""
    for name in names:
        role = {RELAY: "email", NORDEN: "storage"}.get(name, "accounting")
        note(Someone(email=email, instance_id=instance), name, role, "L1", "letter", reference)


def answered(irena: Client, wish: str, desk: str = DESK, **told: Any) -> str:
    """A request that was done. Returns its address."""
    here = entered(irena, desk, wish=wish, **told)
    work()
    irena.post(f"{here}take/")
    irena.post(f"{here}answer/", {"words": "Done."})
    work()
    return here


def rows(instance: int = 0) -> list[tuple[str, str, str]]:
    with system("tests", instance):
        return [(row.recipient, row.what, row.state) for row in ToldOn.objects.order_by("pk")]


def to(letters: Any, address: str) -> list[Any]:
    return [letter for letter in letters() if letter.to == address]


@pytest.fixture
def under_contract(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Change what kept.toml says of a recipient."""

    def change(name: str, **values: Any) -> None:
        recipients = tuple(replace(one, **values) if one.name == name else one for one in in_force().recipients)
        register = replace(in_force(), recipients=recipients)
        for module in (telling, evidence):
            monkeypatch.setattr(module, "in_force", lambda: register)

    yield change


@pytest.mark.promise("R3")
@pytest.mark.parametrize(("wish", "what"), [("R3", "corrected"), ("R4", "restricted"), ("R6", "erased")])
def test_each_recipient_in_the_log_is_written_to_without_naming_the_person(
    world: World, irena: Client, letters: Any, wish: str, what: str
) -> None:
    handed(JANA, RELAY, NORDEN)
    handed("petr@elsewhere.example", "Účty Morava s.r.o.", reference="9999")
    here = answered(irena, wish)
    assert the_one().state == "answered", the_one().trouble
    assert rows() == [(NORDEN, what, "told"), (RELAY, what, "told")]
    [letter] = to(letters, "privacy@posta-relay.example")
    assert "3f2a" in letter.text and "GDPR, article 19" in letter.text
    assert JANA not in letter.text and "Nováková" not in letter.text and "9999" not in letter.text
    assert not to(letters, "privacy@ucty-morava.example")
    page = irena.get(here).content.decode()
    assert RELAY in page and "by e-mail" in page
    with system("tests"):
        assert not ToldOn.objects.exclude(text="").exists()  # what they read is not kept on
        assert Disclosure.objects.filter(what="told on", recipient=RELAY, purpose="R8").exists()
    assert RELAY in to(letters, JANA)[0].text


@pytest.mark.promise("R3")
def test_a_lock_that_is_lifted_is_told_too(world: World, irena: Client, letters: Any) -> None:
    handed(JANA, RELAY)
    here = answered(irena, "R4")
    irena.post(f"{here}lift/", {"words": "The doubt is gone."})
    work()
    assert rows() == [(RELAY, "restricted", "told"), (RELAY, "lifted", "told")]


@pytest.mark.promise("R3")
def test_who_corrects_their_own_profile_has_recipients_told_the_new_value_and_no_more_than_they_may_hold(
    world: World, letters: Any
) -> None:
    carol = world.ours.carol
    handed(carol.email, RELAY, "Účty Morava s.r.o.")
    client = signed_in(world.ours, "carol")
    seen = client.get("/profile/")
    [form] = [one for one in forms(Seen("/profile/", seen, text_of(seen))) if "first_name" in one.kinds]
    form.values |= {"first_name": ["Karolina"], "phone": ["+420 777 123 456"]}
    answer = client.post("/profile/", form.values)
    assert answer.status_code == 302, answer.content.decode()
    work()
    [letter] = to(letters, "privacy@posta-relay.example")
    assert "Karolina" in letter.text
    assert "777 123 456" not in letter.text  # the provider of e-mail is never given a telephone
    assert {name for name, _what, state in rows() if state == "told"} == {RELAY, "Účty Morava s.r.o."}


@pytest.mark.promise("R3")
def test_who_was_never_given_what_was_corrected_is_spared(world: World, irena: Client, letters: Any) -> None:
    with system("tests"):
        handed(JANA, RELAY)
        subject = telling.Subject(None, emails=frozenset({JANA}))
        telling.tell_all(subject, telling.What.CORRECTED, {"telephone": "+420 777 123 456"}, email=JANA)
    work()
    assert rows() == [(RELAY, "corrected", "spared")]
    assert not to(letters, "privacy@posta-relay.example")


@pytest.mark.promise("R3")
@pytest.mark.parametrize("contact", ["", "file"])
def test_whom_no_letter_reaches_is_told_by_hand_and_the_officer_says_how(
    world: World, irena: Client, letters: Any, under_contract: Any, contact: str
) -> None:
    under_contract(RELAY, contact=contact)
    handed(JANA, RELAY)
    here = answered(irena, "R6")
    assert rows() == [(RELAY, "erased", "by_hand")]
    waiting = irena.get(f"{DESK}told/").content.decode()
    assert RELAY in waiting
    assert ("Name their contact in kept.toml" in waiting) == (contact == "")
    with system("tests"):
        key = ToldOn.objects.get().pk
    assert "3f2a" in irena.get(f"{DESK}told/{key}/file/").content.decode()
    assert irena.post(f"{DESK}told/{key}/", {"how": ""}).status_code == 422
    assert irena.post(f"{DESK}told/{key}/", {"how": "in their system"}).status_code == 302
    assert irena.post(f"{DESK}told/{key}/", {"how": "once more"}).status_code == 409
    assert "in their system" in irena.get(here).content.decode()
    assert rows() == [(RELAY, "erased", "told")]


@pytest.mark.promise("R3")
def test_a_letter_that_is_not_taken_is_tried_again_and_one_refused_for_good_waits_for_the_officer(
    world: World, irena: Client, letters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed(JANA, RELAY)
    monkeypatch.setattr(mail, "carried", lambda letter: False)
    answered(irena, "R6")
    assert rows() == [(RELAY, "erased", "waiting")]
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=6))
    jobs.tell_again(0)
    with system("tests"):
        assert ToldOn.objects.get().tries == 2

    def gone(letter: Any) -> bool:
        telling.refused(letter, "550 no such user")
        return True

    monkeypatch.setattr(mail, "carried", gone)
    jobs.tell_again(0)
    assert rows() == [(RELAY, "erased", "by_hand")]


real = clock.now


@pytest.mark.promise("R3")
def test_the_person_sees_who_was_told(world: World, irena: Client, letters: Any) -> None:
    handed(JANA, RELAY)
    answered(irena, "R3")
    text = to(letters, JANA)[0].text
    link = next(line for line in text.splitlines() if "/your-data/" in line).split("8000")[1]
    page = Client().get(link).content.decode()
    assert "Who received it from us" in page and RELAY in page


@pytest.mark.promise("R3")
def test_an_officer_adds_somebody_outside_the_log_at_either_desk(world: World, irena: Client, letters: Any) -> None:
    alice = signed_in(world.ours, "alice")
    here = entered(alice, "/ours/privacy/requests/", wish="R6")
    assert alice.post(f"{here}told/", {"name": "Printers Ltd", "contact": "print@printers.example"}).status_code == 302
    assert alice.post(f"{here}told/", {"name": "The old agency"}).status_code == 302
    work()
    number = world.ours.instance.pk
    assert rows(number) == [("Printers Ltd", "erased", "told"), ("The old agency", "erased", "by_hand")]
    assert rows() == []
    [letter] = to(letters, "print@printers.example")
    assert "on behalf of Ours" in letter.text
    assert "The old agency" in alice.get("/ours/privacy/requests/told/").content.decode()
    assert "The old agency" not in irena.get(f"{DESK}told/").content.decode()
    assert irena.get(f"{DESK}{DataSubjectRequest(pk=1).pk}/told/").status_code in (302, 404)


@pytest.mark.promise("R3")
def test_a_recipient_that_is_not_told_turns_the_figures_red(
    world: World, irena: Client, letters: Any, under_contract: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert evidence.recipients_reachable().good
    under_contract(RELAY, contact="")
    assert not evidence.recipients_reachable().good
    handed(JANA, RELAY, NORDEN)
    answered(irena, "R6")
    assert evidence.recipients_waiting().good and evidence.recipients_forgotten().good
    with system("tests"):
        ToldOn.objects.filter(recipient=RELAY).update(at=clock.now() - timedelta(days=4))
    assert not evidence.recipients_waiting().good
    with system("tests"):
        ToldOn.objects.filter(recipient=RELAY).delete()
    assert not evidence.recipients_forgotten().good


@pytest.mark.promise("R5", "R3", "S1")
def test_who_was_handed_the_copy_stands_in_the_log_and_hears_of_the_erasure(
    world: World, irena: Client, letters: Any
) -> None:
    here = answered(irena, "R5")
    assert the_one().state == "answered", the_one().trouble
    given = {"name": "Jiný CRM a.s.", "contact": "dpo@jiny.example"}
    assert irena.post(f"{here}handed/", given).status_code == 302
    assert "Jiný CRM a.s." in irena.get(here).content.decode()
    ref = the_one().written_ref
    subject = Subject(None, emails=frozenset({JANA}))
    assert Disclosures().recipients(subject) == ["Jiný CRM a.s."]
    [piece] = Disclosures().export(subject)
    assert "Jiný CRM".encode() in b"".join(piece.content)
    answered(irena, "R6")
    assert rows() == [("Jiný CRM a.s.", "erased", "told")]
    [letter] = to(letters, "dpo@jiny.example")
    assert ref in letter.text and JANA not in letter.text
    with system("tests"):
        assert set(Disclosure.objects.filter(recipient="Jiný CRM a.s.").values_list("what", flat=True)) == {
            "handed over", telling.TOLD,
        }  # fmt: skip


@pytest.mark.promise("R5", "R3")
def test_who_has_the_copy_hears_of_a_correction_without_its_words(world: World, irena: Client, letters: Any) -> None:
    here = answered(irena, "R5")
    irena.post(f"{here}handed/", {"name": "Jiný CRM a.s.", "contact": "dpo@jiny.example"})
    handed(JANA, "Nobody Ltd.")  # of no contract, and by no wish: spared as before
    subject = Subject(None, emails=frozenset({JANA}))
    with system("tests"):
        told = telling.tell_all(subject, telling.What.CORRECTED, {"name": "Jana Nová"}, email=JANA)
    assert [(row.recipient, row.state) for row in told] == [("Jiný CRM a.s.", "waiting"), ("Nobody Ltd.", "spared")]
    assert "Nová" not in told[0].text


@pytest.mark.promise("R5")
def test_only_a_copy_that_is_ready_can_have_been_handed_on(world: World, irena: Client) -> None:
    given = {"name": "Jiný CRM a.s.", "contact": ""}
    waiting = entered(irena, wish="R5")
    assert irena.post(f"{waiting}handed/", given).status_code == 404
    other = answered(irena, "R4")
    assert irena.post(f"{other}handed/", given).status_code == 404
    assert "handed/" not in irena.get(other).content.decode()
