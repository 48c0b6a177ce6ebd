"""The states of a choice as a machine, walked at random; broken twins must be caught (QUALITY)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

from kept.consent.states import NO, Meaningless, Standing, State

ACTS = [state for state in State if state is not State.NOT_ASKED]
WALKS = st.lists(st.sampled_from(ACTS), max_size=30)
Step = Callable[[Standing, State], Standing]


def step(standing: Standing, act: State) -> Standing:
    return standing.after(act)


def said(acts: list[State]) -> tuple[State, bool]:
    """What a careful clerk would say after the acts, worked out another way: from the end backwards."""
    locked = False
    for place in range(len(acts) - 1, -1, -1):
        if acts[place] is State.RESTRICTED:
            locked = True
            break
        if acts[place] is State.LIFTED and clerk_locked(acts[:place]):
            break
    chosen = State.NOT_ASKED
    for place, act in enumerate(acts):
        if act is State.RESTRICTED:
            continue
        if act is State.LIFTED:
            if not clerk_locked(acts[:place]):
                chosen = State.LIFTED
            continue
        chosen = act
    return chosen, locked


def clerk_locked(acts: list[State]) -> bool:
    """Whether the data were locked after these acts: the last lock was not lifted."""
    locks = [place for place, act in enumerate(acts) if act is State.RESTRICTED]
    return bool(locks) and State.LIFTED not in acts[locks[-1] :]


def check(step: Step) -> Callable[[], None]:
    """All that must hold on every walk."""

    @settings(max_examples=400, deadline=None, derandomize=True, database=None)
    @given(WALKS)
    def walk(acts: list[State]) -> None:
        standing = Standing()
        done: list[State] = []
        for act in acts:
            before = standing
            try:
                standing = step(before, act)
            except Meaningless:
                meant = act is State.EXPIRED and before.chosen is State.GIVEN
                nothing = act is State.LIFTED and not before.locked and before.chosen is not State.OBJECTED
                assert not meant and (nothing or act is State.EXPIRED), "an act was refused that says something"
                continue
            done.append(act)
            assert (standing.chosen, standing.locked) == said(done)
            if act is State.RESTRICTED or (act is State.LIFTED and before.locked):
                assert standing.chosen is before.chosen, "a lock keeps the choice as it was"
            if act in NO:
                assert standing.chosen is act, "a no always counts"
            if act not in (State.RESTRICTED, State.LIFTED):
                assert standing.locked is before.locked, "no choice opens a lock"
            assert State.GIVEN in done or standing.chosen is not State.GIVEN, "nobody said yes"
            assert standing.state is not State.NOT_ASKED or not set(done) - {State.RESTRICTED, State.LIFTED}

    return walk


@pytest.mark.promise("L4", "R1", "R7")
def test_no_walk_leads_to_a_yes_that_nobody_gave() -> None:
    check(step)()


def lock_forgets(standing: Standing, act: State) -> Standing:
    return Standing(State.NOT_ASKED, True) if act is State.RESTRICTED else standing.after(act)


def lifting_gives(standing: Standing, act: State) -> Standing:
    after = standing.after(act)
    return dataclasses.replace(after, chosen=State.GIVEN) if act is State.LIFTED and not standing.locked else after


def a_yes_unlocks(standing: Standing, act: State) -> Standing:
    after = standing.after(act)
    return dataclasses.replace(after, locked=False) if act is State.GIVEN else after


def withdrawing_is_lost_under_a_lock(standing: Standing, act: State) -> Standing:
    return standing if standing.locked and act is State.WITHDRAWN else standing.after(act)


@pytest.mark.parametrize("twin", [lock_forgets, lifting_gives, a_yes_unlocks, withdrawing_is_lost_under_a_lock])
def test_a_broken_twin_is_caught(twin: Step) -> None:
    with pytest.raises((AssertionError, HypothesisException)):
        check(twin)()
