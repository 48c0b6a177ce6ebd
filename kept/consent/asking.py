"""The one question: may we? Asked at the moment of acting, by all that mails, exports, lists or profiles (L4, R1, R4, R7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from kept.consent import answerers, suppression
from kept.consent.ledger import ALL, at_the_ledger, lines_of, standing_of
from kept.consent.people import Someone
from kept.consent.purposes import Aim, aim_of
from kept.consent.states import NO, State
from kept.policy.keeps import keeps


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, the state that the person is in, and why, as a word of `kept.consent.words`."""

    allowed: bool
    state: State
    because: str

    def __bool__(self) -> bool:
        return self.allowed


@keeps("L4", "R1", "R7", "U5")
def may(someone: Someone, purpose: str, *, at: datetime | None = None) -> Answer:
    """Whether data of this person may be used for this purpose, now or as it stood at a moment.

    A lock and the wish to be left alone come first, then the basis: consent must have been given and not be withdrawn
    or run out, an interest yields to an objection, a contract holds. Raises LookupError for an unknown purpose."""
    with at_the_ledger(someone.instance_id, purpose):
        aim = aim_of(purpose, someone.instance_id)
        lines = lines_of(someone, (purpose, ALL), at)
        now = at or timezone.now()
        state, line = _worst(lines.values(), now)
        if _locked(lines, aim):
            return Answer(False, State.RESTRICTED, "restricted")
        if aim.may_refuse and suppression.suppressed_person(someone, purpose, at):
            return Answer(False, state, "suppressed")
        if aim.may_refuse and state in NO and not _asked_again(someone, aim, line, now):
            return Answer(False, state, state.value)
        if aim.may_refuse and answerers.left_for_another(someone, purpose):
            return Answer(False, state, "left_for_another")
        return _by_basis(someone, aim, state, now)


@keeps("R7", "L4")
def said_no_since(someone: Someone, purpose: str, at: datetime) -> bool:
    """Whether a person has said no since a moment: what they were asked before it is answered by that."""
    with at_the_ledger(someone.instance_id, purpose):
        now, lines = timezone.now(), lines_of(someone, (purpose, ALL)).values()
        if any(chosen_at(line, now) in NO and line.at > at for line in lines):
            return True
        stopped = suppression.suppressed_person
        return stopped(someone, purpose) and not stopped(someone, purpose, at)


def _by_basis(someone: Someone, aim: Aim, state: State, now: datetime) -> Answer:
    """What the basis of the purpose says, where nothing speaks against it."""
    titled = answerers.valid_since(someone.kind, someone.key, aim.code, now)
    if aim.demands_title and not titled:
        return Answer(False, state, "no_title")
    if not aim.by_consent:
        return Answer(True, state, "basis")
    if state is State.GIVEN:
        return Answer(True, state, "given")
    return Answer(bool(titled), state, "title" if titled else State.NOT_ASKED.value)


def _locked(lines: dict[tuple[str, str], Any], aim: Aim) -> bool:
    """Whether the data are locked for this purpose. What a law demands, such as an answer to the person's own
    request, goes on under a lock of everything; not under a lock of this very purpose."""
    reach = (aim.code,) if aim.by_law else (aim.code, ALL)
    return any(standing_of(line).locked for (_who, purpose), line in lines.items() if purpose in reach)


def _worst(lines: Iterable[Any], now: datetime) -> tuple[State, Any]:
    """What was chosen under any name of the person: a no wins over a yes, and a yes over silence."""
    found: tuple[State, Any] = (State.NOT_ASKED, None)
    for line in lines:
        state = chosen_at(line, now)
        if state in NO:
            return state, line
        if state is not State.NOT_ASKED and found[0] is not State.GIVEN:
            found = state, line
    return found


def chosen_at(line: Any, now: datetime) -> State:
    """What a line says at a moment: what was given for a time runs out by itself."""
    chosen = standing_of(line).chosen
    return State.EXPIRED if chosen is State.GIVEN and line.until and line.until <= now else chosen


def _asked_again(someone: Someone, aim: Aim, line: Any, now: datetime) -> bool:
    """Whether a consent on record (a legal title) was given after the no, and so takes its place."""
    if not aim.by_consent or line is None:
        return False
    since = answerers.valid_since(someone.kind, someone.key, aim.code, now)
    return since is not None and since > line.at
