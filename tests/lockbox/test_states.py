"""Random walks of an operation: whatever both sides and the clock try, nobody is in whom the customer did not let in."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.console.lockbox import states
from kept.console.lockbox.models import Side, State

SIDES = [*Side.values]
TRIES = st.lists(st.tuples(st.sampled_from(SIDES), st.sampled_from([*State.values])), max_size=40)


@dataclass
class Walk:
    """What happened so far, by rules that may be mistaken."""

    ways: dict[str, dict[str, tuple[str, ...]]]
    state: str = ""
    taken: list[tuple[str, str]] = field(default_factory=list)

    def attempt(self, side: str, to: str) -> None:
        """Take the step if the rules allow it."""
        if side in self.ways[self.state].get(to, ()):
            self.state = to
            self.taken.append((side, to))


def wrong(walk: Walk) -> list[str]:
    """What must never be, said without looking at the rules."""
    found = []
    reached = [to for _side, to in walk.taken]
    if len(set(reached)) != len(reached):
        found.append("a state came twice")
    for at, (side, to) in enumerate(walk.taken):
        before = reached[:at]
        if to == State.OPEN and side != Side.CUSTOMER:
            found.append("somebody else opened")
        if to == State.OPEN and not (
            State.PROPOSED in before and walk.taken[before.index(State.PROPOSED)][0] == Side.OPERATOR
        ):
            found.append("opened without an agreement of the operator")
        if to == State.CLOSED and not {State.ENDED, State.EXPIRED} & set(before):
            found.append("certified what had not ended")
        if to in (State.ENDED, State.EXPIRED) and State.OPEN not in before:
            found.append("ended what was never open")
        if set(before) & {State.REFUSED, State.WITHDRAWN, State.LAPSED, State.CLOSED}:
            found.append("went on after the end")
    if (
        reached
        and reached[-1] in (State.ENDED, State.EXPIRED)
        and State.OPEN in reached[reached.index(State.OPEN) + 1 :]
    ):
        found.append("open again")
    return found


def walked(ways: dict[str, dict[str, tuple[str, ...]]], tries: list[tuple[str, str]]) -> Walk:
    walk = Walk(ways)
    for side, to in tries:
        walk.attempt(side, to)
    return walk


@pytest.mark.promise("D8")
@settings(max_examples=2000, deadline=None)
@given(TRIES)
def test_no_walk_leads_inside_without_the_customer(tries: list[tuple[str, str]]) -> None:
    assert wrong(walked(states.WAYS, tries)) == []


MISTAKES = {
    "the operator may open": (State.PROPOSED, State.OPEN, (Side.OPERATOR,)),
    "what ended opens again": (State.ENDED, State.OPEN, (Side.CUSTOMER,)),
    "what was asked opens without an answer": (State.ASKED, State.OPEN, (Side.CUSTOMER,)),
    "what is open is certified": (State.OPEN, State.CLOSED, (Side.SYSTEM,)),
    "what was refused goes on": (State.REFUSED, State.PROPOSED, (Side.OPERATOR,)),
}


@pytest.mark.promise("D8")
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_rule_with_a_mistake_is_caught_by_walking(mistake: str) -> None:
    import random

    here, to, sides = MISTAKES[mistake]
    twin = {state: dict(ways) for state, ways in states.WAYS.items()}
    twin[here][to] = sides
    chance = random.Random(8)
    pairs = [(side, one) for side in SIDES for one in State.values]
    assert any(wrong(walked(twin, chance.choices(pairs, k=200))) for _ in range(200))


@pytest.mark.promise("D8")
def test_every_way_ends() -> None:
    for state, ways in states.WAYS.items():
        assert ways or state in states.FINAL, state
