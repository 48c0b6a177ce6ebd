"""What leaves as statistics tells of no small group, whatever is added up or taken from each other (QUALITY P10)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest

from kept.policy.register import REGISTER
from kept.tracking.publishing import protecting
from kept.tracking.publishing.protecting import Earlier, Least, protect
from kept.tracking.publishing.tables import Cell, Group, Shape, World
from kept.tracking.publishing.working_out import Known
from tests.tracking.attacking import broken
from tests.tracking.worlds import months, shape

MORE = int(os.environ.get("KEPT_PROOFS", "1"))
WORLDS, MONTHS = 120, 4
LEAST = Least(REGISTER.limit("statistics_persons").value, REGISTER.limit("statistics_instances").value)


def small(group: Group) -> bool:
    """A group that nobody may learn of, reckoned anew."""
    return bool(group) and (len({p for p, _i in group}) < 10 or len({i for _p, i in group}) < 3)


def released(of: Shape, worlds: Sequence[World], remember: int = 99) -> list[dict[Cell, int]]:
    """Release by release, each knowing those before it; who was counted is remembered for so many of them."""
    done: list[dict[Cell, int]] = []
    for time, world in enumerate(worlds):
        earlier = [Earlier(numbers, worlds[at] if at >= time - remember else None) for at, numbers in enumerate(done)]
        done.append(protect(of, world, earlier, LEAST))
    return done


def attacked(times: int, seed: str, release: Callable[..., list[dict[Cell, int]]] = released) -> tuple[list[str], int]:
    """(what the attacker learned, how many numbers left) over so many services."""
    random, found, number = Random(seed), [], 0
    for _service in range(times):
        of = shape(random)
        worlds = months(random, of, MONTHS)
        releases = release(of, worlds)
        number += sum(map(len, releases))
        found += broken(of, worlds, releases, small)
    return found, number


@pytest.mark.promise("S3")
def test_an_attack_by_linear_algebra_recovers_no_cell() -> None:
    found, number = attacked(WORLDS * MORE, f"services {MORE}")
    assert found == []
    assert number > WORLDS, "something does leave"


@pytest.mark.promise("S3")
def test_without_the_cells_that_cover_small_ones_the_attack_succeeds(monkeypatch: Any) -> None:
    monkeypatch.setattr(protecting, "_first_told", lambda leaving, secret: 0)
    monkeypatch.setattr(protecting, "_first_closed_in", lambda shape, leaving, numbers, secret: 0)
    found, _number = attacked(40, "uncovered")
    assert any(" is " in one for one in found)


@pytest.mark.promise("S3")
def test_without_a_look_at_earlier_releases_the_attack_succeeds() -> None:
    def forgetful(of: Shape, worlds: Sequence[World]) -> list[dict[Cell, int]]:
        return [protect(of, world, [], LEAST) for world in worlds]

    found, _number = attacked(40, "forgetful", forgetful)
    assert any("came to" in one for one in found) and any("went from" in one for one in found)


# Found among 2,400 drawn ones: three are told of because the cells beside them cannot be less than nought.
CLOSED_IN = {("r0", "c0"): 40, ("r1", "c1"): 50, ("r1", "c2"): 36, ("r2", "c1"): 11, ("r2", "c2"): 3}


@pytest.mark.promise("S3")
def test_a_cell_that_bounds_alone_would_tell_of_is_covered_and_without_that_it_is_told(monkeypatch: Any) -> None:
    of, count = Shape(("r0", "r1", "r2"), ("c0", "c1", "c2")), iter(range(1000))
    world = {cell: frozenset((next(count), n % 11) for n in range(number)) for cell, number in CLOSED_IN.items()}
    assert list(broken(of, [world], released(of, [world]), small)) == []
    monkeypatch.setattr(protecting, "closed_in", lambda sums: {})
    assert list(broken(of, [world], released(of, [world]), small)) == ["0 ('r2', 'c2') is 3 by bounds"]


@pytest.mark.promise("S3")
def test_without_the_count_of_instances_the_attack_succeeds(monkeypatch: Any) -> None:
    monkeypatch.setattr(Least, "spread", lambda self, group: True)
    found, _number = attacked(60, "one customer")
    assert found


@pytest.mark.promise("S3")
def test_no_few_people_are_told_of_when_those_counted_earlier_are_long_forgotten(monkeypatch: Any) -> None:
    def forgotten(of: Shape, worlds: Sequence[World]) -> list[dict[Cell, int]]:
        return released(of, worlds, remember=1)

    monkeypatch.setattr("tests.tracking.test_published.small", lambda group: 0 < len({p for p, _i in group}) < 10)
    found, number = attacked(WORLDS // 2 * MORE, f"forgotten {MORE}", forgotten)
    assert found == [] and number


@pytest.mark.promise("S3")
def test_a_release_of_people_whose_term_is_over_still_counts_by_its_numbers() -> None:
    everybody = frozenset((n, n % 5) for n in range(40))
    of, before = Shape(("r",), ("c",)), {("", ""): 40}
    for more, leaves in ((0, True), (4, False), (12, True)):
        world = {("r", "c"): everybody | {(100 + n, n % 5) for n in range(more)}}
        assert (("", "") in protect(of, world, [Earlier(before)], LEAST)) is leaves


@pytest.mark.promise("S3")
def test_the_largest_table_is_protected_in_a_moment() -> None:
    of = Shape(tuple("abcde"), tuple("uvwxyz"))
    random = Random("large")
    world = {cell: frozenset((random.random(), n % 7) for n in range(random.randint(0, 60))) for cell in of.bits}
    numbers = protect(of, world, [], LEAST)  # type: ignore[arg-type]
    assert numbers and all(number >= 10 for number in numbers.values())


def test_a_larger_table_is_refused_rather_than_reckoned_wrongly() -> None:
    with pytest.raises(ValueError, match="more cells"):
        protect(Shape(tuple("abcdef"), tuple("uvwxyz")), {}, [], LEAST)


def test_what_follows_is_worked_out_with_its_number() -> None:
    known = Known({0b111: 30, 0b001: 12})
    assert known.number(0b110) == 18
    assert known.number(0b010) is None
