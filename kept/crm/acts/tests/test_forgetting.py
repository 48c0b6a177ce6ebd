"""A long act holds something of people only while it runs: it is found, handed over, taken out and forgotten (R2, R6)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from kept.audit.models import Entry
from kept.crm.acts import ageing, doing
from kept.crm.acts.models import LongAct
from kept.crm.acts.stores import Acts
from kept.crm.acts.tests.test_acts import EDIT, begun, phones, two_are_many, worked
from kept.crm.contacts.models import Contact
from kept.crm.nouns.tests.test_list import people, signed_in, text
from kept.policy import clock
from kept.policy.stores import Subject
from kept.privacy.erasure import erasing, finding
from kept.privacy.erasure.models import State
from tests.cast import World, at_the_door

__all__ = ["people", "two_are_many"]
OF_ALL = {**EDIT, "field": "notice", "notice": "ask Zoe Zimova, zoe@example.com", "phone": ""}


def acts(world: World) -> list[LongAct]:
    with at_the_door(world.ours, "alice"):
        return list(LongAct.objects.order_by("pk"))


def zoe(world: World, *, keys: tuple[int, ...] = ()) -> Subject:
    found = {"contacts.contact": keys} if keys else {}
    return Subject(world.ours.instance.pk, found, frozenset({"zoe@example.com"}), frozenset({"Zoe Zimova"}))


def somebody(world: World) -> tuple[int, str]:
    """The last of the people, and their address."""
    with at_the_door(world.ours, "alice"):
        person = Contact.objects.order_by("pk").last()
        assert person is not None
        person.email = "last@example.com"
        person.save()
        return person.pk, person.email


@pytest.mark.promise("R6")
def test_who_is_erased_is_taken_out_of_an_act_that_goes_on_with_the_others(people: World, client: Client) -> None:
    pk, email = somebody(people)
    signed_in(client, people.ours, "bob")
    begun(client, EDIT)
    worked(people, pieces=1)
    subject = finding.subject_of(instance_id=people.ours.instance.pk, emails=[email])
    assert [found.count for found in Acts().find(subject)] == [1]
    certificate = erasing.erase(subject, reason="asked")
    assert certificate.state == State.COMPLETE and pk not in acts(people)[0].ids
    assert not list(Acts().find(subject))
    act = worked(people)
    assert (act.state, act.done, act.changed) == (LongAct.DONE, 3, 2)
    assert phones(people).count("+420 777 000 111") == 2


@pytest.mark.promise("R6")
def test_an_act_that_would_write_of_who_is_erased_goes_no_further(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    here = begun(client, OF_ALL)
    worked(people, pieces=1)
    assert not Acts().verify(zoe(people)).complete
    assert Acts().erase(zoe(people)) == 1
    assert Acts().verify(zoe(people)).complete and Acts().erase(zoe(people)) == 0
    act = worked(people)
    assert (act.state, act.done, act.plan, act.ids) == (LongAct.STOPPED, 1, {}, [])
    page = text(client, here)
    assert "a person who has been erased" in page and "Zimova" not in page


@pytest.mark.promise("R6")
def test_without_the_store_the_person_would_be_left(
    people: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pk, email = somebody(people)
    signed_in(client, people.ours, "bob")
    begun(client, EDIT)
    monkeypatch.setattr(Acts, "erase", lambda self, subject: 0)
    subject = finding.subject_of(instance_id=people.ours.instance.pk, emails=[email])
    certificate = erasing.erase(subject, reason="asked")
    assert certificate.state == State.UNFINISHED
    assert "acts.longact" in {one["what"] for one in certificate.report["left"]}


@pytest.mark.promise("R2")
def test_a_copy_tells_what_waits_for_the_person(people: World, client: Client) -> None:
    pk, _email = somebody(people)
    signed_in(client, people.ours, "bob")
    begun(client, OF_ALL)
    told = {}
    for subject in (zoe(people, keys=(pk,)), Subject(people.theirs.instance.pk, {"contacts.contact": (pk,)})):
        pieces = list(Acts().export(subject))
        told[subject.instance_id] = [json.loads(b"".join(piece.content)) for piece in pieces]
    assert told[people.theirs.instance.pk] == []
    (lines,) = told[people.ours.instance.pk]
    assert lines[0]["records"] == [pk] and "Zoe Zimova" in lines[0]["plan"]["values"]["notice"]


@pytest.mark.promise("L5")
def test_acts_are_forgotten_after_a_month_also_one_that_never_ended(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    begun(client, EDIT)
    assert ageing.forget_old(clock.now() + ageing.KEPT_FOR - dt.timedelta(hours=1)) == 0
    assert ageing.forget_old(clock.now() + ageing.KEPT_FOR + dt.timedelta(hours=1)) == 1
    assert acts(people) == []


@pytest.mark.promise("D5")
def test_looking_how_far_it_is_reads_nothing_of_anybody(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    here = begun(client, OF_ALL)
    before = read(people)
    text(client, here)
    text(client, "/ours/acts/")
    assert read(people) == before
    acts(people)  # whoever reads the plan is noted
    assert read(people) == before + 1


def read(world: World) -> int:
    with at_the_door(world.ours, "alice"):
        return Entry.objects.filter(kind="acts.longact", act="read").count()


def test_a_value_that_no_longer_fits_is_not_repeated(people: World, client: Client, monkeypatch: Any) -> None:
    from kept.crm.nouns.fields import Invalid

    def spoilt(*_args: Any) -> None:
        raise Invalid("Zoe Zimova is no member of this instance.")

    signed_in(client, people.ours, "bob")
    begun(client, EDIT)
    monkeypatch.setitem(doing.WAYS, "edit", spoilt)
    act = worked(people)
    assert act.state == LongAct.FAILED and act.said and "Zimova" not in act.said
