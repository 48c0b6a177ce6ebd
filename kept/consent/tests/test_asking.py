"""The one question: what each choice makes of it, for the operator's own data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from kept.consent import choosing, suppression, texts
from kept.consent.asking import may
from kept.consent.models import Choice, Wording
from kept.consent.people import Someone, digest
from kept.consent.states import Meaningless, State
from kept.tenancy.opening import system

JANA = Someone(email=" Jana@Novakova.example ")

pytestmark = pytest.mark.django_db


@pytest.mark.promise("L4")
def test_nobody_who_was_not_asked_said_yes() -> None:
    answer = may(JANA, "L4")
    assert not answer and answer.state is State.NOT_ASKED and answer.because == "not_asked"
    with system("tests"):
        assert not Choice.objects.exists(), "silence is never stored"


@pytest.mark.promise("L4", "R7")
def test_a_consent_counts_until_it_is_withdrawn() -> None:
    choosing.give(JANA, "L4", shown=texts.shown("Send me news.", "en"), form="newsletter", channel="web")
    assert may(Someone(email="jana@novakova.example"), "L4").because == "given"
    choosing.withdraw(JANA, "L4", channel="link")
    assert not may(JANA, "L4") and may(JANA, "L4").state is State.WITHDRAWN
    choosing.give(JANA, "L4")
    assert may(JANA, "L4")


@pytest.mark.promise("R1")
def test_an_objection_stops_each_purpose_that_it_names_and_no_other() -> None:
    assert may(JANA, "L2") and may(JANA, "L3"), "an interest needs no yes"
    choosing.object_to(JANA, "L3")
    assert not may(JANA, "L3") and may(JANA, "L2")
    choosing.object_to(JANA, "L2")
    assert not may(JANA, "L2")
    choosing.lift(JANA, "L3")
    assert may(JANA, "L3") and may(JANA, "L3").state is State.LIFTED


def test_a_refusal_is_kept_and_a_yes_after_it_counts() -> None:
    choosing.refuse(JANA, "L4")
    assert may(JANA, "L4").state is State.REFUSED
    choosing.give(JANA, "L4")
    assert may(JANA, "L4")


def test_what_was_given_for_a_time_runs_out_by_itself() -> None:
    now = timezone.now()
    choosing.give(JANA, "L4", at=now, until=now + timedelta(days=30))
    assert may(JANA, "L4", at=now + timedelta(days=29))
    late = may(JANA, "L4", at=now + timedelta(days=30))
    assert not late and late.state is State.EXPIRED


@pytest.mark.promise("R4")
def test_a_lock_stops_everything_but_what_a_law_demands_and_gives_the_choice_back() -> None:
    choosing.give(JANA, "L4")
    choosing.restrict(JANA)
    assert not any(may(JANA, purpose) for purpose in ("L1", "L2", "L3", "L4"))
    assert may(JANA, "R8"), "a locked person is answered still"
    choosing.lift(JANA)
    assert may(JANA, "L4").because == "given" and may(JANA, "L1")
    with pytest.raises(Meaningless):
        choosing.lift(JANA)


@pytest.mark.promise("L4")
def test_an_address_that_is_to_be_left_alone_gets_what_a_contract_or_a_law_demands_only() -> None:
    choosing.give(JANA, "L4")
    suppression.suppress("JANA@novakova.example", because="erased")
    assert not may(JANA, "L4") and not may(JANA, "L3") and may(JANA, "L1") and may(JANA, "R8")
    assert may(JANA, "L4").because == "suppressed"
    choosing.give(JANA, "L4", by=7)
    assert not may(JANA, "L4"), "nobody can say yes for the person"
    choosing.give(JANA, "L4")
    assert may(JANA, "L4") and not may(JANA, "L3"), "the person's own yes frees the address for that purpose"


def test_a_no_under_any_name_of_a_person_counts() -> None:
    before, after = (Someone(email=f"{name}@x.example", kind="identity.user", key=7) for name in ("old", "new"))
    choosing.object_to(before, "L3")
    assert not may(after, "L3"), "known by the record, though the address is new"
    assert not may(Someone(email="old@x.example"), "L3")
    assert may(Someone(email="new@x.example"), "L3")


def test_the_past_can_be_asked_too() -> None:
    start = timezone.now() - timedelta(days=10)
    choosing.give(JANA, "L4", at=start)
    choosing.withdraw(JANA, "L4", at=start + timedelta(days=5))
    assert may(JANA, "L4", at=start + timedelta(days=4)) and not may(JANA, "L4", at=start + timedelta(days=6))
    assert may(JANA, "L4", at=start - timedelta(days=1)).state is State.NOT_ASKED


def test_an_act_that_does_not_fit_the_purpose_is_refused() -> None:
    for act, purpose in ((choosing.give, "L3"), (choosing.object_to, "L1"), (choosing.withdraw, "L1")):
        with pytest.raises(ValueError, match=purpose):
            act(JANA, purpose)
    with pytest.raises(LookupError):
        may(JANA, "X9")
    with pytest.raises(ValueError, match="needs one purpose"):
        choosing.withdraw(JANA, "*")


@pytest.mark.promise("L4")
def test_the_ledger_holds_no_address_and_cannot_be_written_over() -> None:
    first = choosing.give(JANA, "L4")
    again = choosing.withdraw(JANA, "L4")
    assert choosing.withdraw(JANA, "L4").pk == again.pk, "to withdraw twice says nothing new"
    with system("tests"):
        lines = list(Choice.objects.order_by("pk"))
        assert [line.act for line in lines] == ["given", "withdrawn"]
        assert lines[1].replaces == first.pk and lines[0].ended_at == lines[1].at == lines[1].ended_at
        assert all("jana" not in str(vars(line)) and line.who == digest("jana@novakova.example") for line in lines)
        for wrong in ({"chosen": "given"}, {"at": timezone.now()}, {"who": "x"}):
            with pytest.raises(ProgrammingError), transaction.atomic():
                Choice.objects.filter(pk=again.pk).update(**wrong)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Choice.objects.filter(pk=again.pk).delete()


@pytest.mark.promise("C3")
def test_the_words_that_were_shown_are_kept_once() -> None:
    shown = [texts.shown("Posílejte mi novinky.", "cs") for _ in range(3)]
    assert len(set(shown)) == 1 and Wording.objects.count() == 1
    line = choosing.give(JANA, "L4", shown=shown[0], form="newsletter")
    assert texts.words_of(line.text) == "Posílejte mi novinky." and line.language == "cs" and line.notice_version


def test_two_controllers_have_two_digests_of_an_address() -> None:
    assert digest("a@b.example") != digest("a@b.example", 1) != digest("a@b.example", 2)
    assert suppression.suppressed_among(["a@b.example", "c@d.example", ""]) == set()
    suppression.suppress("c@d.example")
    assert suppression.suppressed_among(["A@b.example", "C@d.example"]) == {"C@d.example"}
