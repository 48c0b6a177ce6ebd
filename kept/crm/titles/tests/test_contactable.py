"""Whom an instance may contact for a purpose: the list gives the same answer as the question asked of each."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db.models import Exists
from django.utils import timezone

from kept.consent import choosing, suppression
from kept.consent.asking import may
from kept.consent.bases import Basis
from kept.consent.models import InstanceChoice, InstancePurpose
from kept.consent.people import Someone
from kept.consent.purposes import of_instance
from kept.consent.states import Meaningless
from kept.crm.contacts.models import Contact
from kept.crm.titles import contactable
from kept.crm.titles.answering import someone
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from kept.tenancy.opening import system
from tests.cast import World
from tests.making import browser_of

TODAY = timezone.localdate()


def purpose(code: str, basis: str, **values: Any) -> InstancePurpose:
    return InstancePurpose.objects.create(code=code, name=code, basis=basis, **values)


def contact(world: World, name: str) -> Contact:
    made = Contact.objects.create(last_name=name, email=f"{name}@x.example", security_level=world.ours.level)
    made.index()
    made.save()
    return made


def title(who: Contact, of: InstancePurpose, *, basis: str = "", till: Any = None) -> LegalTitle:
    template, _new = LegalTitleTemplate.objects.get_or_create(
        name=f"{of.code} {basis}", defaults={"basis": basis or of.basis, "purpose": of}
    )
    return LegalTitle.objects.create(template=template, contact=who, valid_from=TODAY, valid_till=till)


def listed(code: str) -> set[str]:
    aim = of_instance(InstancePurpose.objects.get(code=code))
    found = Contact.objects.filter(contactable.may_contact(aim))
    return {row.last_name for row in found}


@pytest.mark.promise("L4", "R7")
def test_a_consent_on_record_counts_until_the_person_takes_it_back(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        offers, jana = purpose("offers", Basis.CONSENT), contact(world, "jana")
        me = someone(jana)
        assert not may(me, "offers") and listed("offers") == set()
        held = title(jana, offers)
        assert may(me, "offers").because == "title" and listed("offers") == {"jana"}
        choosing.withdraw(me, "offers", channel="link")
        held.refresh_from_db()
        assert held.invalid_at and not may(me, "offers") and listed("offers") == set()
        title(jana, offers)
        assert may(me, "offers") and listed("offers") == {"jana"}, "asked again, and agreed again"


def test_a_reason_of_another_basis_is_no_consent(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        offers, jana = purpose("offers", Basis.CONSENT), contact(world, "jana")
        title(jana, offers, basis=Basis.CONTRACT)
        assert not may(someone(jana), "offers") and listed("offers") == set()


def test_an_instance_may_keep_people_without_a_valid_reason_from_a_purpose(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        loose, strict = purpose("loose", Basis.INTEREST), purpose("strict", Basis.INTEREST, demands_title=True)
        jana, petr = contact(world, "jana"), contact(world, "petr")
        title(jana, strict)
        title(petr, strict, till=TODAY - timedelta(days=1))
        assert listed(loose.code) == {"jana", "petr"} and listed("strict") == {"jana"}
        assert may(someone(petr), "strict").because == "no_title" and may(someone(petr), "loose")


@pytest.mark.promise("R1")
def test_a_choice_by_an_address_counts_for_every_record_that_has_it(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        purpose("news", Basis.INTEREST)
        jana = contact(world, "jana")
        choosing.object_to(Someone(email="JANA@x.example", instance_id=world.ours.instance.pk), "news")
        assert not may(someone(jana), "news") and listed("news") == set()
        assert InstanceChoice.objects.filter(kind="contacts.contact", key=jana.pk).exists()


@pytest.mark.promise("L5")
def test_an_instance_knows_nothing_of_the_choices_in_another(world: World) -> None:
    with system("tests", world.theirs.instance.pk):
        purpose("news", Basis.INTEREST)
        choosing.object_to(Someone(email="jana@x.example", instance_id=world.theirs.instance.pk), "news")
    with system("tests", world.ours.instance.pk):
        purpose("news", Basis.INTEREST)
        assert may(someone(contact(world, "jana")), "news")
        assert not InstanceChoice.objects.exists()
    assert may(Someone(email="jana@x.example"), "L3"), "nor does the operator"


# Each with its weight: what stops everything is rare, or nothing else would be met.
ACTS = {
    "give": 4, "refuse": 4, "withdraw": 3, "object": 3, "restrict": 1, "lift": 2, "lock all": 1, "free all": 3, "stop": 1,
    "free": 3, "title": 6, "end": 2,
}  # fmt: skip


def act(what: str, who: Contact, code: str, at: Any, random: Random) -> None:
    """One random thing that can happen to a person."""
    me, plain = someone(who), Someone(email=who.email, instance_id=who.instance_id)
    person = random.choice([me, plain])
    until = at + timedelta(days=random.choice([-1, 3])) if random.random() < 0.3 else None
    acts: dict[str, Any] = {
        "give": lambda: choosing.give(person, code, at=at, until=until, by=random.choice([None, 7])),
        "refuse": lambda: choosing.refuse(person, code, at=at),
        "withdraw": lambda: choosing.withdraw(person, code, at=at),
        "object": lambda: choosing.object_to(person, code, at=at),
        "restrict": lambda: choosing.restrict(person, code, at=at),
        "lift": lambda: choosing.lift(person, code, at=at),
        "lock all": lambda: choosing.restrict(person, at=at),
        "free all": lambda: choosing.lift(person, at=at),
        "stop": lambda: suppression.suppress(who.email, random.choice(["*", code]), who.instance_id),
        "free": lambda: suppression.release(who.email, random.choice(["*", code]), who.instance_id),
        "title": lambda: title(who, InstancePurpose.objects.get(code=code)),
        "end": lambda: LegalTitle.objects.filter(contact=who).update(invalid_at=at),
    }
    try:
        acts[what]()
    except (Meaningless, ValueError):
        return


SEED_THAT_MEETS_IT = {"_left_alone": 1, "_not_overtaken": 1}
PURPOSES = (
    ("offers", Basis.CONSENT, False), ("checked", Basis.CONSENT, True), ("news", Basis.INTEREST, False),
    ("strict", Basis.INTEREST, True), ("orders", Basis.CONTRACT, False), ("books", Basis.LAW, False),
)  # fmt: skip


def walk(world: World, seed: int) -> tuple[list[str], set[tuple[str, int]]]:
    """A random walk through what can happen. Returns where list and question differ, and what answers there were."""
    random = Random(seed)  # noqa: S311
    wrong: list[str] = []
    answers: set[tuple[str, int]] = set()
    with system("tests", world.ours.instance.pk):
        for code, basis, demands in PURPOSES:
            purpose(code, basis, demands_title=demands)
        people = [contact(world, f"p{number}") for number in range(3)]
        for step in range(150):
            code = random.choice(PURPOSES)[0]
            act(random.choices(list(ACTS), list(ACTS.values()))[0], random.choice(people), code, timezone.now(), random)
            for code in [one[0] for one in PURPOSES] if step % 6 == 0 else ():
                asked = {who.last_name for who in people if may(someone(who), code)}
                answers.add((code, len(asked)))
                if listed(code) != asked:
                    wrong.append(f"step {step}, {code}: {sorted(listed(code))} and {sorted(asked)}")
    return wrong, answers


@pytest.mark.promise("R1", "R7")
@pytest.mark.parametrize("seed", range(4))
def test_the_list_and_the_question_agree_whatever_happened(world: World, seed: int) -> None:
    wrong, answers = walk(world, seed)
    assert wrong == []
    assert len(answers) > 2 * len(PURPOSES), "the walk met many answers"


@pytest.mark.parametrize("forgets", ["_left_alone", "_not_overtaken"])
def test_a_list_that_forgets_something_is_found_out(
    world: World, monkeypatch: pytest.MonkeyPatch, forgets: str
) -> None:
    nobody = {
        "_left_alone": lambda aim: Exists(InstanceChoice.objects.none()),
        "_not_overtaken": lambda found, *_: found,
    }
    monkeypatch.setattr(contactable, forgets, nobody[forgets])
    assert walk(world, SEED_THAT_MEETS_IT[forgets])[0]


def test_the_list_of_contacts_and_its_export_can_ask_for_them(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        offers = purpose("offers", Basis.CONSENT, months=24)
        jana, _petr = contact(world, "jana"), contact(world, "petr")
        title(jana, offers)
    bob = browser_of(world, "bob")
    shown = bob.get("/ours/contacts/?f=may_for:in:offers").content.decode()
    assert "jana" in shown and "petr" not in shown
    shown = bob.get("/ours/contacts/?f=may_for:not:offers").content.decode()
    assert "petr" in shown and "jana@" not in shown
    assert bob.get("/ours/contacts/filter/?field=may_for").status_code == 200
    assert "is not one of" in bob.get("/ours/contacts/?f=may_for:in:nothing").content.decode()


@pytest.mark.promise("R1")
def test_an_export_for_a_purpose_leaves_out_who_said_no(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        purpose("news", Basis.INTEREST)
        jana, _petr = contact(world, "jana"), contact(world, "petr")
        choosing.object_to(someone(jana), "news")
    bob = browser_of(world, "bob")
    asked = {"reason": "News of spring", "columns": "shown", "format": "csv"}
    everybody = bob.post("/ours/contacts/export/", asked).getvalue()
    some = bob.post("/ours/contacts/export/", asked | {"only_for": "news"}).getvalue()
    assert b"jana" in everybody and b"jana" not in some and b"petr" in some
    assert bob.post("/ours/contacts/export/", asked | {"only_for": "nothing"}).status_code == 422


@pytest.mark.promise("R1", "R7")
def test_a_colleague_writes_down_what_a_person_said(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        purpose("offers", Basis.CONSENT, months=24)
        purpose("news", Basis.INTEREST)
        jana = contact(world, "jana")
    bob, carol = browser_of(world, "bob"), browser_of(world, "carol")
    address = f"/ours/contacts/{jana.pk}/choices/"
    assert "Was never asked" in bob.get(address).content.decode()
    assert bob.post(address, {"act": "go-on:offers"}).status_code == 302
    bob.post(address, {"act": "stop:news"})
    shown = carol.get(address).content.decode()
    assert "Agreed on" in shown and "Objected on" in shown and 'name="act"' not in shown
    carol.post(address, {"act": "go-on:news"})
    with system("tests", world.ours.instance.pk):
        assert may(someone(jana), "offers") and not may(someone(jana), "news")
        line = InstanceChoice.objects.filter(purpose="offers", latest=True).first()
        assert line.by_id == world.ours.bob.user_id and line.until is not None
    assert bob.post(address, {"act": "fly:news"}).status_code == 404
