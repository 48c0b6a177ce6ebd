"""One promise to each of many records, made as one act and undone as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.activities.models import Talk, Task
from kept.crm.nouns.changing_many import CHUNK, Outcome
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.undoing import Undone
from kept.crm.records.history import Change, Operation
from kept.grants.records import may_change
from kept.web.refused import Refused

KIND = "task"
MODELS: dict[str, Any] = {KIND: Task, "talk": Talk}
MOST = 1000  # promises at once; nobody keeps more


def promise_many(values: Mapping[str, Any], noun: Noun, ids: list[int], access: Access, act: Operation) -> Outcome:
    """Promise the same about each record, under that record's level. Those who are restricted (R4) are left out."""
    if len(ids) > MOST:
        raise Refused(_("At most %(most)s promises are made at once. Select fewer.") % {"most": f"{MOST:,}"})
    outcome = Outcome()
    for start in range(0, len(ids), CHUNK):
        seen = noun.model.objects.kept().visible_to(access).usable().filter(pk__in=ids[start : start + CHUNK])
        tasks = [_task(values, noun, record, access) for record in seen.order_by("pk")]
        Task.objects.bulk_create(tasks)
        _write(tasks, Change.CREATED, access, act)
        outcome.changed += len(tasks)
    return outcome


def _task(values: Mapping[str, Any], noun: Noun, record: Any, access: Access) -> Task:
    about = {f"{noun.key}_id": record.pk, "security_level_id": record.security_level_id}
    task = Task.fresh(**values, **about, owner_id=access.member_id, created_by_id=access.member_id)
    task.index()
    return task


def undo_promises(run: list[Change], access: Access, done: Undone) -> None:
    """Put away the promises and talks that were made, or bring back those that were put away."""
    if run[0].act not in (Change.CREATED, Change.DELETED, Change.RESTORED):
        raise Refused(_("A program changed this. Change it back by hand."))
    if not (access.rights.may("tasks.create") or access.rights.may("tasks.delete")):
        raise Refused(_("Your role does not reach this any more."))
    back = run[0].act == Change.DELETED
    model = MODELS[run[0].kind]
    rows = model.objects.visible_to(access).filter(
        pk__in=[change.record_id for change in run], deleted_at__isnull=not back
    )
    tasks = [task for task in rows if may_change(access, task)]
    model.objects.filter(pk__in=[task.pk for task in tasks]).update(
        deleted_at=None if back else timezone.now(), deleted_by_id=None if back else access.member_id,
        version=F("version") + 1, updated_at=timezone.now(), updated_by_id=access.member_id,
    )  # fmt: skip
    _write(tasks, Change.RESTORED if back else Change.DELETED, access, done.back, run[0].kind)
    done.records += len(tasks)
    done.left += len(run) - len(tasks)


def _write(tasks: Iterable[Any], what: str, access: Access, act: Operation, kind: str = KIND) -> None:
    lines = [
        Change.fresh(operation=act, kind=kind, record_id=task.pk, act=what, by_id=access.member_id) for task in tasks
    ]
    Change.objects.bulk_create(lines)
    Operation.objects.filter(pk=act.pk).update(records=F("records") + len(lines))
