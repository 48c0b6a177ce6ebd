"""The way of an operation: who may take which step from where. Everything else is refused."""

from __future__ import annotations

from kept.console.lockbox.models import Side, State
from kept.policy.keeps import keeps

# from → {to: who may}
WAYS: dict[str, dict[str, tuple[str, ...]]] = {
    "": {State.ASKED: (Side.CUSTOMER,), State.PROPOSED: (Side.OPERATOR,)},
    State.ASKED: {
        State.PROPOSED: (Side.OPERATOR,),
        State.REFUSED: (Side.OPERATOR,),
        State.WITHDRAWN: (Side.CUSTOMER,),
        State.LAPSED: (Side.SYSTEM,),
    },
    State.PROPOSED: {
        State.OPEN: (Side.CUSTOMER,),  # to accept is to open: nobody else can
        State.REFUSED: (Side.CUSTOMER,),
        State.WITHDRAWN: (Side.OPERATOR,),
        State.LAPSED: (Side.SYSTEM,),
    },
    State.OPEN: {State.ENDED: (Side.CUSTOMER, Side.OPERATOR), State.EXPIRED: (Side.SYSTEM,)},
    State.ENDED: {State.CLOSED: (Side.SYSTEM,)},
    State.EXPIRED: {State.CLOSED: (Side.SYSTEM,)},
    State.CLOSED: {},
    State.REFUSED: {},
    State.WITHDRAWN: {},
    State.LAPSED: {},
}
WAITING = (State.ASKED, State.PROPOSED)
FINAL = (State.CLOSED, State.REFUSED, State.WITHDRAWN, State.LAPSED)


@keeps("D8")
def may(state: str, to: str, side: str) -> bool:
    """Whether this side may bring an operation from one state into another."""
    return side in WAYS[state].get(to, ())
