"""Promises: tasks made, changed, done and opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from kept.audit.access import Access
from kept.crm.activities.models import Task, TaskStatus
from kept.crm.nouns.changing import shared_level
from kept.crm.nouns.noun import Noun


def promise(values: Mapping[str, Any], access: Access, *, noun: Noun | None = None, record: Any = None) -> Task:
    """Promise something, about a record or about nobody. It stands under the record's security level."""
    task = Task.fresh(**values, owner_id=access.member_id, created_by_id=access.member_id)
    if noun is not None and record is not None:
        setattr(task, noun.key, record)
    task.security_level_id = record.security_level_id if record is not None else shared_level()
    task.index()
    task.save(force_insert=True)
    return task


def change(task: Task, values: Mapping[str, Any], access: Access) -> None:
    """Change what was promised."""
    for name, value in values.items():
        setattr(task, name, value)
    task.index()
    _touch(task, access, [*values, "search", "sort_key"])


def complete(task: Task, access: Access, now: dt.datetime | None = None) -> None:
    """The promise is kept."""
    task.status, task.completed_at = TaskStatus.COMPLETED, now or timezone.now()
    _touch(task, access, ["status", "completed_at"])


def reopen(task: Task, access: Access) -> None:
    """It was not kept after all."""
    task.status, task.completed_at = TaskStatus.NEW, None
    _touch(task, access, ["status", "completed_at"])


def put_away(task: Task, access: Access, *, back: bool = False) -> None:
    """Into the bin, or out of it."""
    task.deleted_at = None if back else timezone.now()
    task.deleted_by_id = None if back else access.member_id
    _touch(task, access, ["deleted_at", "deleted_by"])


def _touch(task: Task, access: Access, fields: list[str]) -> None:
    task.version += 1
    task.updated_at, task.updated_by_id = timezone.now(), access.member_id
    task.save(update_fields=[*fields, "version", "updated_at", "updated_by"])
