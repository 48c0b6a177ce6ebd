"""The states of a choice, and what each act makes of them. Plain data, so that random walks can try it.

Two things stand side by side: what was chosen, and whether the data are locked. A lock hides a choice, and gives it
back unchanged when it is lifted. Where nothing was said the state is *not asked*: it is never stored, and never a yes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class State(StrEnum):
    """What was chosen; the same words name the acts that lead there."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OBJECTED = "objected"
    RESTRICTED = "restricted"
    LIFTED = "lifted"


OF_CONSENT = frozenset({State.GIVEN, State.REFUSED, State.WITHDRAWN, State.EXPIRED})
OF_ALL = frozenset({State.RESTRICTED, State.LIFTED})
STANDS = frozenset({State.GIVEN, State.OBJECTED})  # these last; all else is over when it is said
NO = frozenset({State.REFUSED, State.WITHDRAWN, State.EXPIRED, State.OBJECTED})


class Meaningless(ValueError):
    """An act that says nothing in this state: nothing was locked or objected to, nothing given can run out."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands with a purpose."""

    chosen: State = State.NOT_ASKED
    locked: bool = False

    @property
    def state(self) -> State:
        """The one word for it."""
        return State.RESTRICTED if self.locked else self.chosen

    def after(self, act: State) -> Standing:
        """Where they stand after an act. Raises Meaningless."""
        if act is State.NOT_ASKED:
            raise Meaningless("nobody can act as if they had not been asked")
        if act is State.RESTRICTED:
            return replace(self, locked=True)
        if act is State.LIFTED:
            return self._lifted()
        if act is State.EXPIRED and self.chosen is not State.GIVEN:
            raise Meaningless("only what was given can run out")
        return replace(self, chosen=act)

    def _lifted(self) -> Standing:
        if self.locked:
            return replace(self, locked=False)
        if self.chosen is State.OBJECTED:
            return replace(self, chosen=State.LIFTED)
        raise Meaningless("there is nothing to lift")
