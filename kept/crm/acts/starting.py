"""Beginning a long act. The pages ask here whether an act is long, and hand it over."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.acts import jobs
from kept.crm.acts.models import LongAct
from kept.crm.nouns import changing
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.undoing import allowed
from kept.crm.records.history import Operation
from kept.web.refused import Refused

LONG = 2000  # records; beyond it nobody is kept waiting


def begin(noun: Noun, act: str, ids: list[int], plan: dict[str, Any], access: Access) -> LongAct:
    """Have these records changed by the worker, as one operation that can be undone as a whole."""
    what = "deleted" if act == "delete" else "edited"
    operation = changing.operation(access, f"{noun.key}.{what}", noun)
    return _queued(access, kind=noun.key, act=act, ids=ids, plan=plan, total=len(ids), operation=operation)


def is_long(operation: Operation) -> bool:
    """Whether undoing this takes longer than a page should."""
    return operation.records > LONG


def undo_later(operation: Operation, access: Access) -> LongAct:
    """Have a whole operation undone by the worker. Raises Refused."""
    operation = Operation.objects.select_for_update().get(pk=operation.pk)
    allowed(operation, access)
    if LongAct.objects.filter(undoes=operation, state=LongAct.RUNNING).exists():
        raise Refused(_("This is being undone already."))
    back = changing.operation(access, f"{operation.act.removesuffix('.undone')}.undone"[:32], NOUNS.get(operation.kind))
    return _queued(access, kind=operation.kind, act="undo", total=operation.records, operation=back, undoes=operation)


def _queued(access: Access, **values: Any) -> LongAct:
    act = LongAct.fresh(by_id=access.member_id, **values)
    act.save()
    jobs.run.later(access, act_id=act.pk)
    return act
