"""What leaves is complete: a kind of row that says nothing, or a column that nobody speaks of, stops the build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.checks import CheckMessage, Error, register
from django.db import models

from kept.policy.keeps import keeps
from kept.privacy.leaving import own
from kept.privacy.leaving.travelling import KINDS, Travel, Way
from kept.tenancy.fence import fenced_models


@register("kept")
def complete(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Every kind says what it does when its instance leaves, and every column that could name a row is spoken of."""
    return [Error(wrong, id="kept.E011") for wrong in [*unsaid(fenced_models()), *own.unknown()]]


@keeps("R5")
def unsaid(candidates: Iterable[Any], kinds: Mapping[str, Travel] | None = None) -> list[str]:
    """What is wrong, in sentences."""
    said = KINDS if kinds is None else kinds
    wrong = []
    for model in candidates:
        label = model._meta.label_lower
        if label not in said:
            wrong.append(f"{label} does not say what it does when its instance leaves")
        elif said[label].way is not Way.TRAVELS and not said[label].because:
            wrong.append(f"{label} does not travel, and does not say why")
        if label in said and said[label].way is not Way.STAYS:
            wrong += [f"{label}.{name}: {what}" for name, what in _columns(model, said[label])]
    return wrong


def _columns(model: Any, said: Travel) -> Iterable[tuple[str, str]]:
    spoken = {*said.users, *said.numbers, *said.data, *said.left, *said.derived, *said.turns}
    names = {name for field in model._meta.local_fields for name in (field.name, field.attname)}
    for name in sorted(spoken - names):
        yield name, "there is no such column"
    for field in model._meta.local_concrete_fields:
        if field.name in ("id", "instance", "instance_id") or spoken & {field.name, field.attname}:
            continue
        if isinstance(field, models.JSONField):
            yield field.name, "holds JSON, and nobody says what it may look like"
        elif _could_name_a_row(field):
            yield field.name, "could hold the number of a row, and nobody says what becomes of it"
        elif field.is_relation and not getattr(field.related_model, "fence", False):
            yield field.name, "leads out of the instance, and nobody says what becomes of it"


def _could_name_a_row(field: Any) -> bool:
    if isinstance(field, ArrayField):
        return _could_name_a_row(field.base_field)
    counted = field.name in ("size", "n", "rank")  # of bytes, of records, in an order
    return isinstance(field, models.BigIntegerField | models.UUIDField) and not field.is_relation and not counted
