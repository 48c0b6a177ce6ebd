"""The states of a request and the acts that lead from one to another: a table, and nothing beside it. R1 to R8.

Pure: a `Course` is what was done so far. The rows in the database are `request.Step`, one an act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

PERSON, OFFICER, SYSTEM = "person", "officer", "system"


class State(TextChoices):
    """Where a request stands."""

    RECEIVED = "received", _("received")
    IDENTITY = "identity", _("waits for a sign that it is you")
    VERIFIED = "verified", _("we know who asks")
    WORK = "work", _("in work")
    CLARIFYING = "clarifying", _("waits for an answer to our question")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("taken back")
    APPEALED = "appealed", _("looked at once more")


class Act(TextChoices):
    """What may be done with a request."""

    RECEIVE = "receive", _("Asked")
    ASK_IDENTITY = "ask-identity", _("Letter sent, to be sure who asks")
    VERIFY = "verify", _("We know who asks")
    TAKE = "take", _("Taken into work")
    ASK_MORE = "ask-more", _("We asked back")
    GO_ON = "go-on", _("You answered, and it goes on")
    EXTEND = "extend", _("The term is longer")
    ANSWER = "answer", _("Answered")
    REFUSE = "refuse", _("Refused")
    WITHDRAW = "withdraw", _("Taken back")
    APPEAL = "appeal", _("Not content: looked at once more")


CLOSED = frozenset({State.ANSWERED, State.REFUSED, State.WITHDRAWN})
OPEN = frozenset(State) - CLOSED
PAUSED = frozenset({State.IDENTITY, State.CLARIFYING})  # the only states in which the clock may stand still
EXTENSIBLE = frozenset({"R2", "R3", "R4", "R5", "R6", "R8"})


@dataclass(frozen=True, slots=True)
class Transition:
    """An act: from which states, into which (None: it stays), by whom, for which rights, and what it must say."""

    act: Act
    start: frozenset[State]
    end: State | None
    by: frozenset[str]
    reason: bool = False
    code: bool = False
    once: bool = False
    known: bool = False  # only once it is known who asks
    rights: frozenset[str] | None = None


BY_BOTH, BY_DESK = frozenset({PERSON, OFFICER}), frozenset({OFFICER, SYSTEM})
BY_OFFICER = frozenset({OFFICER})
UNWORKED = frozenset({State.RECEIVED, State.IDENTITY, State.VERIFIED})

TABLE: tuple[Transition, ...] = (
    Transition(Act.ASK_IDENTITY, frozenset({State.RECEIVED}), State.IDENTITY, BY_DESK),
    Transition(Act.VERIFY, frozenset({State.RECEIVED, State.IDENTITY, State.APPEALED}), State.VERIFIED, BY_BOTH, once=True),
    Transition(Act.TAKE, frozenset({State.VERIFIED, State.APPEALED}), State.WORK, BY_DESK, known=True),
    # Recital 63 of the GDPR: who holds much of a person may ask which of it is meant. Of access alone, and once.
    Transition(
        Act.ASK_MORE, frozenset({State.WORK}), State.CLARIFYING, BY_OFFICER, reason=True, once=True,
        rights=frozenset({"R2"}),
    ),
    Transition(Act.GO_ON, frozenset({State.CLARIFYING}), State.WORK, BY_BOTH, reason=True),
    Transition(
        Act.EXTEND, frozenset({State.VERIFIED, State.WORK}), None, BY_OFFICER, reason=True, code=True, once=True,
        rights=EXTENSIBLE,
    ),
    Transition(Act.ANSWER, frozenset({State.WORK}), State.ANSWERED, BY_DESK),
    Transition(
        Act.REFUSE, UNWORKED | {State.WORK, State.CLARIFYING, State.APPEALED}, State.REFUSED, BY_OFFICER, reason=True,
        code=True,
    ),
    Transition(Act.WITHDRAW, OPEN, State.WITHDRAWN, BY_BOTH),
    Transition(
        Act.APPEAL, frozenset({State.ANSWERED, State.REFUSED}), State.APPEALED, BY_BOTH, reason=True, once=True
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Done:
    """One act that was done, and on which day."""

    act: Act
    on: date


@dataclass(frozen=True, slots=True)
class Course:
    """What was done with a request so far. `received_on`: the day on which it reached the controller."""

    right: str
    received_on: date
    done: tuple[Done, ...]

    def after(self, act: Act, on: date) -> Course:
        """The same course with one act more; nothing is checked."""
        return Course(self.right, self.received_on, (*self.done, Done(act, on)))

    def times(self, act: Act) -> int:
        """How often an act was done."""
        return sum(one.act is act for one in self.done)


def state_of(course: Course, table: tuple[Transition, ...] = TABLE) -> State:
    """Where the acts lead."""
    state = State.RECEIVED
    for one in course.done:
        rows = [row for row in table if row.act is one.act]
        if rows and rows[0].end is not None:
            state = rows[0].end
    return state


def transition(
    course: Course, act: Act, by: str, today: date, table: tuple[Transition, ...] = TABLE
) -> Transition | None:
    """The row of the table by which an act may be done now, or None when it may not."""
    from kept.privacy.requests.clock import due_on

    state = state_of(course, table)
    for row in table:
        if row.act is not act or state not in row.start or by not in row.by:
            continue
        if row.rights is not None and course.right not in row.rights:
            continue
        if (row.once and course.times(act)) or (row.known and not course.times(Act.VERIFY)):
            continue
        if act is Act.EXTEND:
            due = due_on(course, table)
            if due is None or today > due or course.times(Act.APPEAL):
                continue
        return row
    return None


def possible(course: Course, by: str, today: date) -> tuple[Act, ...]:
    """All acts that somebody may do now, in the order of the table."""
    return tuple(row.act for row in TABLE if transition(course, row.act, by, today))
