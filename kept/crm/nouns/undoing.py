"""Undo: an operation's changes read backwards, each only where nobody has changed the fact since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.nouns import changing, facts, parts
from kept.crm.nouns.changing_many import CHUNK, Outcome, held, put, restore_many, trash_many
from kept.crm.nouns.fields import Field, Invalid
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.own_values import Member, Picklist
from kept.crm.nouns.references import Reference
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Change, Operation
from kept.web.refused import Refused

NEEDS = {Change.DELETED: "delete", Change.RESTORED: "delete"}  # else "edit"
IN_THEIR_OWN_WAY: dict[str, Callable[[Change, Access, Operation], None]] = {}  # acts that other modules undo: merged

# Rows that are no records of their own, undone by the module that made them: the addresses of an import.
OF_OTHER_KINDS: dict[str, Callable[[list[Change], Access, Undone], None]] = {}


@dataclass(slots=True)
class Undone:
    """How many records went back, how many facts were left because somebody changed them since, and how many records
    could not be changed, because they are locked or not the person's to change."""

    back: Operation  # the operation that undid; undoing it does the act again
    records: int = 0
    left: int = 0
    skipped: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count what became of many."""
        self.records += outcome.changed
        self.skipped += outcome.skipped


def undo(act: Operation, access: Access) -> Undone:
    """Undo a whole operation. Only who did it, or an administrator, may; only once. Raises Refused otherwise."""
    act = Operation.objects.select_for_update().get(pk=act.pk)
    allowed(act, access)
    done = Undone(
        back=changing.operation(access, f"{act.act.removesuffix('.undone')}.undone"[:32], NOUNS.get(act.kind))
    )
    with transaction.atomic():
        take_back(act.changes.order_by("-pk").iterator(chunk_size=CHUNK), access, done)
        for noun in NOUNS.values():
            bin_some(noun, act, access, done)
        settle(act, access)
    return done


def allowed(act: Operation, access: Access) -> None:
    """Raise Refused unless this person may undo the operation, and nobody has."""
    member = access.rights.member
    if act.undone_at is not None:
        raise Refused(_("This has been undone already."))
    if member is not None and act.by_id != member.pk and not member.is_admin:
        raise Refused(_("Only the person who did this can undo it."))


def settle(act: Operation, access: Access) -> None:
    """Note that all of it is undone, and by whom."""
    act.undone_at, act.undone_by_id = timezone.now(), access.member_id
    act.save(update_fields=["undone_at", "undone_by"])


def take_back(changes: Iterable[Change], access: Access, done: Undone) -> None:
    """Take changes back, which come last first."""
    for run in runs(changes):
        _take_back(run, access, done)


def runs(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Changes in runs of one kind and act in which no record comes twice."""
    run: list[Change] = []
    seen: set[int] = set()
    for change in changes:
        first = run[0] if run else change
        alike = (change.kind, change.act) == (first.kind, first.act)
        if run and (not alike or change.record_id in seen or len(run) == CHUNK):
            yield run
            run, seen = [], set()
        run.append(change)
        seen.add(change.record_id)
    if run:
        yield run


def _take_back(run: list[Change], access: Access, done: Undone) -> None:
    if run[0].kind in OF_OTHER_KINDS:
        OF_OTHER_KINDS[run[0].kind](run, access, done)
        return
    noun, what = NOUNS[run[0].kind], run[0].act
    if what == Change.CREATED:  # what was made knows it by itself
        return
    if not access.rights.may(noun.permission(NEEDS.get(what, "edit"))):
        raise Refused(_("Your role does not reach this any more."))
    if what in IN_THEIR_OWN_WAY:
        for change in run:
            IN_THEIR_OWN_WAY[what](change, access, done.back)
            done.records += 1
        return
    ids = [change.record_id for change in run]
    if what == Change.DELETED:
        done.add(restore_many(noun, ids, access, done.back))
    elif what == Change.RESTORED:
        done.add(trash_many(noun, ids, access, done.back))
    elif what == Change.CHANGED:
        _put_back(noun, {change.record_id: change.values for change in run}, access, done)


def bin_some(
    noun: Noun, act: Operation, access: Access, done: Undone, *, after: int = 0, most: int | None = None
) -> tuple[int, int] | None:
    """Bin records that an operation made: all, or the next `most` after a key. Returns the last key and how many, None
    when there are none. Records know in which operation they were made, so an import of any size is undone the same way."""
    if not access.rights.may(noun.permission("delete")) and not access.rights.may(noun.permission("create")):
        return None
    made = noun.model.objects.visible_to(access).filter(made_in=act, deleted_at=None, pk__gt=after).order_by("pk")
    ids = list(made.values_list("pk", flat=True)[:most])
    done.add(trash_many(noun, ids, access, done.back))
    return (ids[-1], len(ids)) if ids else None


def _put_back(noun: Noun, history: dict[int, dict[str, list[Any]]], access: Access, done: Undone) -> None:
    words = Vocabulary(me=access.member_id)
    fields = noun.all_fields(words)
    skipped = Outcome()
    for chunk in held(noun, history, access, skipped):
        names = {name for record in chunk for name in history[record.pk] if name in fields}
        used = [fields[name] for name in names]
        now = facts.present(chunk, used, parts.rows_of(noun, chunk, used))
        wanted: dict[int, dict[str, Any]] = {}
        for record in chunk:
            wanted[record.pk] = {}
            for name, (before, after) in history[record.pk].items():
                if name not in fields or (now[record.pk][name] or None) != (after or None):
                    done.left += 1
                    continue
                try:
                    wanted[record.pk][name] = stored(fields[name], before, words)
                except Invalid:
                    done.left += 1
        _leave_out_the_gone(fields, wanted, access, done)
        done.records += put(noun, chunk, wanted, fields, access, done.back)
    done.skipped += skipped.skipped


def stored(one: Field, plain: Any, words: Vocabulary) -> Any:
    """A value of history as it is stored. References go back to what they were, also when it cannot be chosen anew."""
    return plain if isinstance(one, Reference | Member | Picklist) else one.clean(plain, words)


def _leave_out_the_gone(
    fields: dict[str, Field], wanted: dict[int, dict[str, Any]], access: Access, done: Undone
) -> None:
    """A reference to a record that is gone for good cannot come back."""
    for name, one in fields.items():
        if not isinstance(one, Reference):
            continue
        ids = {values[name] for values in wanted.values() if values.get(name)}
        if not ids:
            continue
        there = set(NOUNS[one.to].model.objects.visible_to(access).filter(pk__in=ids).values_list("pk", flat=True))
        for values in wanted.values():
            if values.get(name) and values[name] not in there:
                del values[name]
                done.left += 1
