"""Undoing a large operation piece by piece: first what it changed, last first, then what it made."""

from __future__ import annotations

from kept.audit.access import Access
from kept.crm.acts.models import LongAct
from kept.crm.nouns.noun import NOUNS
from kept.crm.nouns.undoing import Undone, allowed, bin_some, settle, take_back
from kept.crm.records.history import Operation

AT_ONCE = 2000  # lines of history, or records, a transaction


def some(act: LongAct, access: Access) -> bool:
    """Take the next piece back. False when all of it is. Raises Refused."""
    if act.undoes is None or act.operation is None:
        return False
    operation = Operation.objects.select_for_update().get(pk=act.undoes_id)
    allowed(operation, access)
    done = Undone(back=act.operation)
    piece = _changes(act, operation, access, done) or _made(act, operation, access, done)
    if piece:
        act.count(piece, done.records, done.skipped, done.left)
    else:
        settle(operation, access)
    return bool(piece)


def _changes(act: LongAct, operation: Operation, access: Access, done: Undone) -> int:
    lines = operation.changes.order_by("-pk")
    if before := act.plan.get("before"):
        lines = lines.filter(pk__lt=before)
    some = list(lines[:AT_ONCE])
    if some:
        act.plan["before"] = some[-1].pk
        take_back(some, access, done)
    return len(some)


def _made(act: LongAct, operation: Operation, access: Access, done: Undone) -> int:
    """Records know in which operation they were made: the next ones of the first noun that has any left."""
    for noun in NOUNS.values():
        last = bin_some(noun, operation, access, done, after=act.plan.get(noun.key, 0), most=AT_ONCE)
        if last is not None:
            act.plan[noun.key], number = last
            return number
    return 0
