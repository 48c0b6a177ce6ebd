"""Restricting: what is locked is stored and used for nothing, until the lock is lifted (R4).

Every query for records leaves locked ones out, for everybody but those who handle the requests of persons; exports
and the API leave them out for everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from kept.audit import access
from kept.grants import records
from kept.grants.records import GuardedModel
from kept.policy.keeps import keeps
from kept.policy.stores import Subject, stores
from kept.privacy.erasure.models import Restriction
from kept.privacy.erasure.passages import inside, places
from kept.privacy.erasure.ways import is_person, rows_of
from kept.tenancy.models import current_instance_id

_told: list[Callable[[Subject, bool], None]] = []


def told(tell: Callable[[Subject, bool], None]) -> Callable[[Subject, bool], None]:
    """Have a room told when a person is locked (True) or the lock is lifted: the ledger of choices."""
    _told.append(tell)
    return tell


@keeps("R4")
def restrict(subject: Subject, locked: bool = True, *, reason: str = "", by: int | None = None) -> int:
    """Lock all records of a person, or lift the lock. Returns how many records that changed. Doing it twice is once."""
    changed = 0
    for place, models in places(subject):
        with inside(place):
            for model in models:
                if issubclass(model, GuardedModel) or is_person(model):
                    changed += _lock(model, subject, locked, reason, by)
    for store in stores():
        store.restrict(subject, locked=locked)
    for tell in _told:
        tell(subject, locked)
    return changed


def _lock(model: Any, subject: Subject, locked: bool, reason: str, by: int | None) -> int:
    rows = rows_of(model, subject)
    if rows is None:
        return 0
    label = model._meta.label_lower
    keys = set(rows.values_list("pk", flat=True))
    here = Restriction.objects.filter(instance_id=subject.instance_id or 0, label=label, key__in=keys)
    if not locked:
        return int(here.delete()[0])
    new = keys - set(here.values_list("key", flat=True))
    outer = access.current()
    by = by if by is not None else (outer.user_id if outer else None)
    Restriction.objects.bulk_create(
        Restriction(
            instance_id=subject.instance_id or 0,
            label=label,
            key=key,
            reason=reason[:200],
            by_id=by,
            since=timezone.now(),
        )
        for key in sorted(new)
    )
    return len(new)


def restricted_keys(model: Any) -> Any:
    """The keys of a model's locked rows in the open instance, as a query."""
    label = model._meta.label_lower
    return Restriction.objects.filter(instance_id=current_instance_id(), label=label).values("key")


def guard_queries() -> None:
    """Have every query for records leave out what is locked."""
    records.leave_out(restricted_keys)
