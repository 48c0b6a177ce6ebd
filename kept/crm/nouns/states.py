"""States of a record besides its facts: locked or open, valid or no longer. Each is kept with when, and told in its story."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kept.audit.access import Access
from kept.crm.nouns import changing
from kept.crm.nouns.noun import Noun
from kept.crm.records.history import Change

LOCKED, UNLOCKED, INVALID, VALID = "locked", "unlocked", "invalid", "valid"


def lock(noun: Noun, record: Any, access: Access, *, on: bool = True) -> bool:
    """Lock a record against changes, or open it again. Returns whether anything changed."""
    return _state(noun, record, access, "locked_at", LOCKED if on else UNLOCKED, on=on)


def invalidate(noun: Noun, record: Any, access: Access, *, on: bool = True) -> bool:
    """Mark a record as no longer valid, or as valid again. Raises Refused while it is locked."""
    changing.refuse_locked(record)
    return _state(noun, record, access, "invalid_at", INVALID if on else VALID, on=on)


def _state(noun: Noun, record: Any, access: Access, attribute: str, said: str, *, on: bool) -> bool:
    if (getattr(record, attribute) is not None) == on:
        return False
    setattr(record, attribute, timezone.now() if on else None)
    record.version += 1
    record.updated_at, record.updated_by_id = timezone.now(), access.member_id
    record.save(update_fields=[attribute, "version", "updated_at", "updated_by"])
    operation = changing.operation(access, f"{noun.key}.{said}", noun)
    Change.fresh(operation=operation, kind=noun.key, record_id=record.pk, act=said, by_id=access.member_id).save()
    return True
