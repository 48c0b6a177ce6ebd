"""The clock of a request: one month by the register, two more with a reason, and no rest but what the law allows.

The clock stands still while the controller waits for a sign of who asks, or for the answer to the one question that
it may ask (European Data Protection Board, Guidelines 01/2022, points 157 to 160). A complaint starts it anew.
"""

from __future__ import annotations

from datetime import date, timedelta

from kept.policy.keeps import keeps
from kept.policy.register import REGISTER
from kept.policy.terms import Right
from kept.privacy.requests.states import CLOSED, PAUSED, TABLE, Act, Course, Done, State, Transition, state_of

COMPLAINT = "R8"


def right_of(id: str) -> Right:
    """The right of the register with this id. Raises LookupError."""
    for right in REGISTER.rights:
        if right.id == id:
            return right
    raise LookupError(id)


@keeps("R8")
def due_on(course: Course, table: tuple[Transition, ...] = TABLE) -> date | None:
    """The last day for the answer; None while the clock stands still, and when there is nothing more to answer."""
    state = state_of(course, table)
    if state in CLOSED or state in PAUSED:
        return None
    start, right, done = beginning(course)
    period = right.deadline
    last = period.after(start)
    if any(one.act is Act.EXTEND for one in done):
        last = type(period)(
            years=period.years + right.extension.years,
            months=period.months + right.extension.months,
            days=period.days + right.extension.days,
        ).after(start)
    return last + timedelta(days=rested(Course(course.right, start, done), table))


def beginning(course: Course) -> tuple[date, Right, tuple[Done, ...]]:
    """The day from which the term is counted, whose term it is, and the acts since."""
    for place, one in enumerate(course.done):
        if one.act is Act.APPEAL:
            return one.on, right_of(COMPLAINT), course.done[place:]
    right = right_of(course.right)
    if not right.deadline.length and course.done:  # "at once" begins when we know of it
        return max(course.received_on, course.done[0].on), right, course.done
    return course.received_on, right, course.done


def rested(course: Course, table: tuple[Transition, ...] = TABLE) -> int:
    """For how many days the clock stood still, as far as it goes on by now."""
    days, since = 0, None
    state = State.RECEIVED
    for one in course.done:
        end = next((row.end for row in table if row.act is one.act), None)
        state = end or state
        if state in PAUSED:
            since = since or one.on
        elif since is not None:
            days += (one.on - since).days
            since = None
    return max(days, 0)


def days_left(due: date | None, today: date) -> int | None:
    """Days until the term ends, less than 0 when it is over; None while it stands still."""
    return None if due is None else (due - today).days
