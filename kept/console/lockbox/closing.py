"""Closing: the box is emptied, sessions are ended, copies destroyed with their key, all of it verified and certified.

It may be done again after a crash at any point. What shows nothing any more by itself is not waited for: the policies
let nobody in once an operation has ended or its time is over, whether or not this has run.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import Exists, OuterRef, Sum

from kept.audit.models import Entry
from kept.console.lockbox import catalogue, copies, operations
from kept.console.lockbox.models import Certificate, Line, Operation, Side, State, Step
from kept.console.lockbox.operations import Case
from kept.console.lockbox.states import FINAL, WAITING
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.tenancy.opening import system

DOOR = "lockbox.close"


@keeps("D8")
def end(case: Case, side: str, by: int | None) -> None:
    """End an open operation, now. From here on the database shows its box nothing."""
    operations.take(case, State.ENDED, side, by)


def due() -> list[tuple[int, int]]:
    """(instance, operation) of all that have something to be closed or to lapse, in all instances."""
    with system("lockbox.tick"), catalogue.as_operator():
        done = Step.objects.filter(operation_id=OuterRef("operation_id"), state__in=FINAL)
        waiting = Step.objects.filter(~Exists(done)).values_list("instance_id", "operation_id")
        return sorted(set(waiting))


@keeps("D8")
def tick() -> int:
    """Let lapse what nobody answered, and close what is over. Returns how many were closed."""
    for number in set(copies.lying()) - {operation for _instance, operation in due()}:
        copies.destroy(number)
    return sum(close(instance, operation) for instance, operation in due())


@keeps("D8")
def close(instance_id: int, number: int) -> bool:
    """Do for one operation what its time or its end asks for. Returns whether it was closed by this."""
    with system(DOOR, instance_id, purpose="D8"):
        case = Case(Operation.objects.get(instance_id=instance_id, pk=number))
        if case.state == State.LAPSED and case.steps[-1].state in WAITING:
            _by_itself(case, State.LAPSED)
        if case.state == State.EXPIRED and case.ending is None:
            _by_itself(case, State.EXPIRED)
        if case.state not in (State.ENDED, State.EXPIRED):
            return False
    with system(DOOR, instance_id, purpose="D8"):
        return _certify(case)


def _by_itself(case: Case, to: str) -> None:
    """The step that the clock took: written down as it happened, at the moment when the time was over."""
    at = case.until if to == State.EXPIRED else case.answer_by
    Step.objects.create(**case.whose, state=to, side=Side.SYSTEM, at=at)
    case.__dict__.pop("steps", None)
    operations.letters_due(case, to)


def _certify(case: Case) -> bool:
    ended = catalogue.end_sessions(case.pk)
    held = catalogue.close(case.pk)
    copies.destroy(case.pk)
    left = {"privileges": held, "sessions": catalogue.sessions(case.pk), "files": copies.left(case.pk)}
    if any(left.values()):
        return False  # the next tick tries again, and the figure on the trust page is red until it succeeds
    facts = counts(case) | {"sessions_ended": ended, "left": left}
    whole = json.dumps([case.agreement.digest, facts], sort_keys=True)
    Certificate.objects.create(**case.whose, facts=facts, digest=hashlib.sha256(whole.encode()).hexdigest())
    Step.objects.create(**case.whose, state=State.CLOSED, side=Side.SYSTEM)
    return True


def counts(case: Case) -> dict[str, Any]:
    """What was done, counted twice: by the lines that were shown, and by the access log of the instance."""
    lines = Line.objects.filter(**case.whose)
    told = Entry.objects.filter(by="lockbox", door=f"lockbox {case.pk}")
    return {
        "opened_at": case.opening.at.isoformat() if case.opening else "",
        "ended_at": case.ending.at.isoformat() if case.ending else "",
        "ended_by": case.ending.side if case.ending else "",
        "role": case.opening.role if case.opening else "",
        "reached": sum(len(one.ids) for one in case.reach.values()),
        "statements": lines.count(),
        "seen": _records(told.filter(act="read")),
        "changed": _records(told.filter(act="changed")),
        "changes": lines.aggregate(all=Sum("changed"))["all"] or 0,
        "copied": sum(one.rows for one in lines.filter(act=Line.COPIED)),
        "copies_destroyed": lines.filter(act=Line.COPIED).values("kind").distinct().count(),
        "certified_at": clock.now().isoformat(),
    }


def _records(entries: Any) -> int:
    return len({(kind, one) for kind, ids in entries.values_list("kind", "ids") for one in ids})
