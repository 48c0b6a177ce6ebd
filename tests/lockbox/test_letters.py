"""Administrators are told when somebody wants in, is in, is nearly or no longer in; nobody else, and nothing of the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from kept.console.lockbox import closing, jobs, letters, operations
from kept.console.lockbox.models import Side, State
from kept.console.lockbox.operations import Case
from kept.policy import clock
from kept.tenancy.opening import system
from tests.cast import World, at_the_door
from tests.lockbox.conftest import accepted, agreed, proposed

Letters = Callable[[], list[Any]]


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """The letters that were queued, each with when it is due."""
    found: list[tuple[Any, dict[str, Any]]] = []

    class Later:
        def __init__(self, when: Any) -> None:
            self.when = when

        def defer(self, **ids: Any) -> None:
            found.append((self.when, ids))

    monkeypatch.setattr(jobs.write, "defer", Later(None).defer)
    monkeypatch.setattr(jobs.write, "configure", lambda **when: Later(when["schedule_at"]))
    return found


def whats(queued: list[tuple[Any, dict[str, Any]]]) -> list[str]:
    return [ids["what"] for _when, ids in queued]


@pytest.mark.promise("D8")
def test_each_state_that_concerns_the_customer_is_told_and_the_end_before_it_comes(
    world: World, people: dict[str, int], queued: list[tuple[Any, dict[str, Any]]]
) -> None:
    case = accepted(world.ours, proposed(world.ours, agreed(), "alice"), "alice")
    assert whats(queued) == ["proposed", "open", "soon"]
    with system("tests", world.ours.instance.pk):
        assert queued[-1][0] == case.until - dt.timedelta(minutes=15)
        closing.end(case, Side.OPERATOR, None)
    assert whats(queued)[3:] == ["ended"]


@pytest.mark.promise("D8")
def test_what_the_clock_ends_is_told_too(
    world: World, people: dict[str, int], queued: list[tuple[Any, dict[str, Any]]]
) -> None:
    case = proposed(world.ours, agreed(), "alice")
    with clock.moved(clock.now() + dt.timedelta(hours=13)):
        closing.close(world.ours.instance.pk, case.pk)
    assert whats(queued) == ["proposed", "lapsed"]


@pytest.mark.promise("D8")
def test_administrators_get_the_letter_and_nobody_else(
    world: World, people: dict[str, int], letters: Letters, queued: Any
) -> None:
    case = proposed(world.ours, agreed(), "alice")
    assert tell(world, case, "proposed") == 1
    letter = letters()[0]
    assert letter.to == "alice@ours.example"
    assert f"/ours/privacy/lockbox/{case.pk}/" in letter.text and "Tidy up" in letter.text
    assert not any(name in letter.text for name in people)
    accepted(world.ours, case, "alice")
    for what in ("open", "soon"):
        assert tell(world, case, what) == 1
    assert {one.to for one in letters()} == {"alice@ours.example"}


@pytest.mark.promise("D8")
def test_what_is_so_no_more_is_not_told(world: World, people: dict[str, int], letters: Letters, queued: Any) -> None:
    case = proposed(world.ours, agreed(), "alice")
    with at_the_door(world.ours, "alice") as access:
        operations.take(Case(case.row), State.REFUSED, Side.CUSTOMER, access.user_id)
    assert tell(world, case, "proposed") == tell(world, case, "soon") == 0
    assert letters() == []


def tell(world: World, case: Case, what: str) -> int:
    return letters_of(world.ours.instance.pk, case.pk, what)


letters_of = letters.tell
