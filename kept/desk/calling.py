"""Calling back: asked with initials and a number, called or tried again, closed (C2)."""

from __future__ import annotations

from kept.desk import correspondents, talking
from kept.desk.models import CallBack, Message, Thread
from kept.identity.models import User
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.policy.terms import Channel

State = CallBack.State
QUEUE = (State.WAITING, State.NOT_REACHED)


@keeps("C2")
def ask(initials: str, telephone: str, *, language: str = "en") -> CallBack:
    """Put somebody into the queue. Who waits there with the number already is not put there twice."""
    correspondent = correspondents.by_telephone(telephone, name=initials, language=language)
    waiting = CallBack.objects.filter(correspondent=correspondent, state__in=QUEUE).first()
    if waiting is not None:
        return waiting  # type: ignore[no-any-return]
    made: CallBack = CallBack.objects.create(correspondent=correspondent, initials=initials, telephone=telephone)
    talking.follow_clock(correspondent)
    return made


@keeps("C2", "U2")
def called(call: CallBack, said: str, *, by: User) -> Thread:
    """They were reached: what was said becomes a talk, which is closed unless something is left to do."""
    _close(call, State.CALLED, by=by)
    thread = talking.begin(call.correspondent, Channel.TELEPHONE, "")
    talking.say(thread, Message.NOTE, said, by=by)
    talking.set_state(thread, Thread.State.CLOSED)
    return thread


def not_reached(call: CallBack, *, by: User) -> None:
    """Nobody answered: it goes to the end of the queue."""
    call.state, call.by = State.NOT_REACHED, by
    call.tries, call.tried_at = call.tries + 1, clock.now()
    call.save(update_fields=["state", "tries", "tried_at", "by"])


def drop(call: CallBack, *, by: User) -> None:
    """They are not called any more."""
    _close(call, State.DROPPED, by=by)
    talking.follow_clock(call.correspondent)


def take_back(call: CallBack) -> None:
    """Put it into the queue again."""
    call.state = State.NOT_REACHED if call.tries else State.WAITING
    call.closed_at = None
    call.save(update_fields=["state", "closed_at"])
    talking.follow_clock(call.correspondent)


def _close(call: CallBack, state: str, *, by: User) -> None:
    call.state, call.by, call.closed_at = state, by, clock.now()
    call.save(update_fields=["state", "by", "closed_at"])
