"""Undo: an operation's changes read backwards, each only where nobody has changed the fact since."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.nouns import changing
from kept.crm.nouns.changing import Refused
from kept.crm.nouns.noun import NOUNS
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Change, Operation


@dataclass(slots=True)
class Undone:
    """How many records went back, and how many facts were left because somebody changed them since."""

    records: int = 0
    left: int = 0


def undo(act: Operation, access: Access) -> Undone:
    """Undo a whole operation. Only who did it, or an administrator, may; only once. Raises Refused otherwise."""
    member = access.rights.member
    if act.undone_at is not None:
        raise Refused(_("This has been undone already."))
    if member is not None and act.by_id != member.pk and not member.is_admin:
        raise Refused(_("Only the person who did this can undo it."))
    done = Undone()
    with transaction.atomic():
        for change in act.changes.order_by("-pk").iterator(chunk_size=500):
            _one(change, access, act, done)
        act.undone_at, act.undone_by_id = timezone.now(), access.member_id
        act.save(update_fields=["undone_at", "undone_by"])
    return done


def _one(change: Change, access: Access, act: Operation, done: Undone) -> None:
    noun = NOUNS[change.kind]
    record = noun.model.objects.visible_to(access).filter(pk=change.record_id).first()
    if record is None:
        return
    done.records += 1
    back = changing.operation(access, f"{act.act}.undone", noun)
    if change.act == Change.CREATED:
        changing.trash(noun, record, access, back)
    elif change.act == Change.DELETED:
        changing.restore(noun, record, access, back)
    else:
        fields = noun.all_fields(Vocabulary(me=access.member_id))
        pairs = {name: pair for name, pair in change.values.items() if name in fields}
        present = changing.now(noun, record, [fields[name] for name in pairs])
        words = Vocabulary(me=access.member_id)
        values = {}
        for name, (before, after) in pairs.items():
            if (present[name] or None) == (after or None):
                values[name] = fields[name].clean(before, words)
            else:
                done.left += 1
        changing.change(noun, record, values, fields, access, back)
