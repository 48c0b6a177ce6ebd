"""The end of an operation: by its time, by a job that comes late, by an answer that never comes; and what is left: nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from kept.console.lockbox import catalogue, closing, copies, evidence, hand, opening, operations
from kept.console.lockbox.models import Certificate, Operation, Side, State, Step
from kept.console.lockbox.operations import Case
from kept.console.lockbox.stores import Copies
from kept.outside.sealing import Damaged
from kept.policy import clock
from kept.policy.stores import Subject
from kept.tenancy.opening import system
from kept.web.refused import Refused
from tests.cast import World, at_the_door
from tests.lockbox.conftest import KIND, accepted, agreed, proposed


def fresh(world: World, case: Case) -> Case:
    """The operation as it stands now."""
    with system("tests", world.ours.instance.pk):
        known = Case(Operation.objects.get(pk=case.pk))
        assert known.state
        return known


@pytest.mark.promise("D8")
def test_the_tick_closes_what_is_over_by_its_time_and_says_when_it_was(world: World, case: Case, staff: int) -> None:
    with system("tests", world.ours.instance.pk):
        copies.take(case, KIND, staff)
    assert copies.left(case.pk) == 2
    assert closing.tick() == 0, "not before its time"
    assert evidence.open_now().value == "1"
    with clock.moved(case.until + dt.timedelta(minutes=2)):
        assert evidence.open_now().value == "0"
        assert evidence.beyond_time().good
        assert closing.tick() == 1
        assert closing.tick() == 0, "once"
    with system("tests", world.ours.instance.pk):
        ended = Step.objects.get(operation_id=case.pk, state=State.EXPIRED)
        assert (ended.at, ended.side) == (case.until, Side.SYSTEM)
        assert Certificate.objects.get(operation_id=case.pk).facts["left"] == {
            "privileges": 0,
            "sessions": 0,
            "files": 0,
        }
    assert catalogue.holding() == set()
    assert copies.lying() == []


@pytest.mark.promise("D8")
def test_an_access_that_nobody_closed_is_red_on_the_trust_page(case: Case) -> None:
    assert evidence.beyond_time().good
    with clock.moved(case.until + dt.timedelta(minutes=10)):
        figure = evidence.beyond_time()
    assert (figure.good, figure.value) == (False, "7")


@pytest.mark.promise("D8")
def test_no_certificate_says_that_nothing_is_left_while_something_is(
    world: World, case: Case, staff: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with system("tests", world.ours.instance.pk):
        copies.take(case, KIND, staff)
        closing.end(case, Side.CUSTOMER, None)
    with monkeypatch.context() as broken:
        broken.setattr(copies, "destroy", lambda number: 0)
        assert not closing.close(world.ours.instance.pk, case.pk)
    assert fresh(world, case).state == State.ENDED
    assert closing.close(world.ours.instance.pk, case.pk)
    assert fresh(world, case).state == State.CLOSED


@pytest.mark.promise("D8")
def test_a_copy_is_noise_without_its_key_and_shows_no_name_in_the_folder(world: World, case: Case, staff: int) -> None:
    with system("tests", world.ours.instance.pk):
        copies.take(case, KIND, staff)
        assert [row["last_name"] for row in copies.rows(case, KIND, staff)] == ["Nová", "Malý", "Dlouhá"]
        [sealed] = [path for path in copies.folder(case.pk).iterdir() if path.name != copies.KEY]
        assert "Malý".encode() not in sealed.read_bytes()
        aside = sealed.read_bytes()
        copies.destroy(case.pk)
        with pytest.raises(Refused, match="no copy"):
            copies.rows(case, KIND, staff)
        copies.take(case, KIND, staff)  # a new key
        sealed.write_bytes(aside)
        with pytest.raises(Damaged):
            copies.rows(case, KIND, staff)


@pytest.mark.promise("R6")
def test_whoever_is_erased_meanwhile_is_in_no_copy(
    world: World, case: Case, staff: int, people: dict[str, int]
) -> None:
    here = world.ours.instance.pk
    with system("tests", here):
        copies.take(case, KIND, staff)
    other, person = (Subject(here, {KIND: (people[name],)}) for name in ("Jiný", "Nová"))
    store = Copies()
    assert not list(store.find(other))
    assert [one.count for one in store.find(person)] == [1]
    assert store.erase(person) == 1
    assert store.verify(person).complete
    assert copies.left(case.pk) == 0


@pytest.mark.promise("D8")
def test_what_nobody_answers_lapses_after_twelve_hours(world: World, people: dict[str, int]) -> None:
    case = proposed(world.ours, agreed(), "alice")
    with clock.moved(clock.now() + dt.timedelta(hours=12, seconds=1)):
        assert fresh(world, case).state == State.LAPSED, "at once, whoever has noticed"
        with at_the_door(world.ours, "alice") as access, pytest.raises(Refused):
            opening.accept(fresh_here(case), access, case.agreement.digest)
        closing.tick()
    assert fresh(world, case).steps[-1].state == State.LAPSED


def fresh_here(case: Case) -> Case:
    return Case(case.row)


@pytest.mark.promise("D8")
def test_what_was_not_read_is_not_accepted(world: World, people: dict[str, int]) -> None:
    case = proposed(world.ours, agreed(), "alice")
    read = case.agreement.digest
    with at_the_door(world.ours, "alice") as access:
        operations.answer(case, world.ours.instance, agreed(("last_name", "email")), "", None)
        with pytest.raises(Refused, match="has changed"):
            opening.accept(case, access, read)
    for scope, why in ((agreed(rows=2), "3 records"), (agreed(value="nobody"), "no record at all")):
        with pytest.raises(Refused, match=why):
            accepted(world.ours, proposed(world.ours, scope, "alice"), "alice")


@pytest.mark.promise("D8")
def test_a_correction_outside_the_agreement_is_refused_and_leaves_nothing(world: World, case: Case, staff: int) -> None:
    from kept.console.lockbox.models import Line
    from kept.console.lockbox.objects import things

    email = things()[KIND].facts["email"]
    with system("tests", world.ours.instance.pk):
        with pytest.raises(Refused, match="not agreed"):
            hand.correct(case, KIND, hand.Correction(email, "x@y.example"), staff)
        with pytest.raises(Refused, match="outside what was agreed"):
            hand.changes(case, KIND, hand.Correction(email, "x@y.example"), staff)
        with pytest.raises(Refused, match="not agreed"):
            hand.rows(case, "companies.company", staff)
        assert not Line.objects.exists()
