"""The course of a request as a state machine, walked at random; broken twins of the table are caught."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept.privacy.requests.clock import due_on
from kept.privacy.requests.states import (
    CLOSED,
    TABLE,
    Act,
    Course,
    Done,
    State,
    Transition,
    state_of,
    transition,
)

START = date(2026, 1, 31)
HANDS = ("person", "officer", "system")
WALK = st.lists(
    st.tuples(st.sampled_from(list(Act)), st.sampled_from(HANDS), st.integers(min_value=0, max_value=12)), max_size=14
)


class Wrong(AssertionError):
    """The table lets something happen that the law does not."""


def walk(right: str, acts: list[tuple[Act, str, int]], table: tuple[Transition, ...] = TABLE) -> Course:
    """Try all acts one after another, and look at the course after each."""
    today, course = START, Course(right, START, (Done(Act.RECEIVE, START),))
    waited = 0
    for act, by, days in acts:
        before = state_of(course, table)
        if waits_for_others(course):
            waited += days
        today += timedelta(days=days)
        if transition(course, act, by, today, table) is None:
            continue
        if before in CLOSED and act is not Act.APPEAL:
            raise Wrong(f"{act} after the end")
        course = course.after(act, today)
        look_at(course, waited, table)
    return course


def waits_for_others(course: Course) -> bool:
    """Whether the controller has asked, and the person has not answered yet."""
    last = next(one.act for one in reversed(course.done) if one.act is not Act.EXTEND)
    return last in (Act.ASK_IDENTITY, Act.ASK_MORE)


def look_at(course: Course, waited: int, table: tuple[Transition, ...]) -> None:
    """What must hold at any time: counted here by another hand than in the code."""
    state = state_of(course, table)
    acts = [one.act for one in course.done]
    if acts.count(Act.EXTEND) > 1 or acts.count(Act.APPEAL) > 1 or acts.count(Act.ASK_MORE) > 1:
        raise Wrong("twice")
    if Act.WITHDRAW in acts[:-1]:
        raise Wrong("nothing may follow on what was taken back")
    if Act.VERIFY not in acts and state in (State.WORK, State.ANSWERED):
        raise Wrong("answered without knowing whom")
    due = due_on(course, table)
    if (due is None) != (state in CLOSED or waits_for_others(course)):
        raise Wrong("the clock rests where it must not")
    if due is None:
        return
    months = 3 if Act.EXTEND in acts else 1
    most = START + relativedelta(months=months) + timedelta(days=waited)
    if Act.APPEAL in acts:
        most = next(one.on for one in course.done if one.act is Act.APPEAL) + relativedelta(months=1)
    elif course.right in ("R1", "R7"):
        most = START + timedelta(days=waited)
    if due != most:
        raise Wrong(f"due {due}, by the law {most}")


@pytest.mark.promise("R8")
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(right=st.sampled_from(["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]), acts=WALK)
def test_no_walk_leads_past_the_law(right: str, acts: list[tuple[Act, str, int]]) -> None:
    walk(right, acts)


def twin(act: Act, **changed: object) -> tuple[Transition, ...]:
    return tuple(replace(row, **changed) if row.act is act else row for row in TABLE)


BROKEN = {
    "an answer without knowing who asks": twin(
        Act.TAKE, start=frozenset({State.RECEIVED, State.VERIFIED}), known=False
    ),
    "an appeal that forgets to ask who it is": twin(Act.TAKE, known=False),
    "a second extension": twin(Act.EXTEND, once=False),
    "an appeal without end": twin(Act.APPEAL, once=False),
    "work on what was taken back": twin(Act.TAKE, start=frozenset({State.VERIFIED, State.WITHDRAWN})),
    "a clock that rests while we work": twin(Act.TAKE, end=State.CLARIFYING),
    "a refusal that can be refused again": twin(
        Act.REFUSE, start=frozenset({State.WORK, State.REFUSED, State.VERIFIED})
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_twin_of_the_table_is_caught(what: str) -> None:
    caught = 0
    table = BROKEN[what]
    rows = {row.act: row for row in table}
    # The shortest ways to each fault, beside what chance finds.
    known = [
        [(Act.VERIFY, "person", 1), (Act.TAKE, "officer", 1), (Act.EXTEND, "officer", 1), (Act.EXTEND, "officer", 1)],
        [(Act.TAKE, "officer", 1), (Act.ANSWER, "officer", 1)],
        [(Act.REFUSE, "officer", 1), (Act.APPEAL, "person", 1), (Act.TAKE, "officer", 1)],
        [(Act.VERIFY, "person", 1), (Act.WITHDRAW, "person", 1), (Act.TAKE, "officer", 1)],
        [
            *((Act.VERIFY, "person", 1), (Act.REFUSE, "officer", 1), (Act.APPEAL, "person", 1)),
            *((Act.TAKE, "officer", 1), (Act.REFUSE, "officer", 1), (Act.APPEAL, "person", 1)),
        ],
        [(Act.VERIFY, "person", 1), (Act.TAKE, "officer", 9), (Act.GO_ON, "person", 9), (Act.TAKE, "officer", 1)],
        [(Act.VERIFY, "person", 1), (Act.REFUSE, "officer", 1), (Act.REFUSE, "officer", 1)],
    ]
    assert rows != {row.act: row for row in TABLE}
    for acts in known:
        walk("R2", acts)
        try:
            walk("R2", acts, table)
        except Wrong:
            caught += 1
    assert caught, what


@pytest.mark.promise("R8")
def test_the_clock_counts_by_the_calendar_and_rests_only_while_somebody_else_must_answer() -> None:
    course = Course("R2", date(2026, 1, 31), (Done(Act.RECEIVE, date(2026, 1, 31)),))
    assert due_on(course) == date(2026, 2, 28)
    asked = course.after(Act.ASK_IDENTITY, date(2026, 2, 1))
    assert due_on(asked) is None
    known = asked.after(Act.VERIFY, date(2026, 2, 4))
    assert due_on(known) == date(2026, 3, 3)
    longer = known.after(Act.EXTEND, date(2026, 2, 20))
    assert due_on(longer) == date(2026, 5, 3)


def test_no_term_is_made_longer_after_it_has_ended() -> None:
    course = Course("R6", START, (Done(Act.RECEIVE, START), Done(Act.VERIFY, START)))
    assert transition(course, Act.EXTEND, "officer", date(2026, 2, 28)) is not None
    assert transition(course, Act.EXTEND, "officer", date(2026, 3, 1)) is None
    objection = replace(course, right="R1")
    assert transition(objection, Act.EXTEND, "officer", START) is None
