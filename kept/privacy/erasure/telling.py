"""Telling a person what their rows hold: every field under its name, without secrets and without what was derived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypedDict
from uuid import UUID

from django.db import models

from kept.policy.categories import Category
from kept.policy.holdings import NoPersonalData, holding_of
from kept.privacy.kinds import kind

DERIVED = {"search", "sort_key"}  # words and places in an alphabet, made of what is told anyway
SECRET = Category.CREDENTIAL.code
PROVIDED = {
    "name", "surname", "email", "telephone", "skype_name", "profile_url", "postal_address", "photograph",
    "correspondence", "preference", "identification", "contact", "work", "business", "private",
}  # fmt: skip
AT_ONCE = 500


class Column(TypedDict):
    """A field as it is told: its name, its words, its category, and whether the person provided it (R5)."""

    name: str
    label: str
    category: str
    provided: bool


class Table(TypedDict):
    """What is told of one kind of rows."""

    kind: str
    title: str
    purposes: list[str]
    columns: list[Column]
    rows: list[dict[str, Any]]


def table_of(model: Any) -> Table:
    """An empty table with the columns of a model."""
    holds = holding_of(model)
    return Table(
        kind=model._meta.label_lower,
        title=kind(model._meta.label_lower),
        purposes=list(holds.purposes),  # type: ignore[union-attr]
        columns=[_column(model, field) for field in told_fields(model)],
        rows=[],
    )


def _column(model: Any, field: Any) -> Column:
    category = holding_of(model).personal.get(field.name, "")  # type: ignore[union-attr]
    label = str(getattr(field, "verbose_name", field.name))
    return Column(
        name=field.name, label=label[:1].upper() + label[1:], category=category, provided=category in PROVIDED
    )


def told_fields(model: Any) -> list[Any]:
    """The fields that are told: what is personal, and what else is said of the row. Neither secrets nor bare references."""
    holds = holding_of(model)
    personal = holds.personal  # type: ignore[union-attr]
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in DERIVED
        and personal.get(field.name) != SECRET
        and (field.name in personal or _tells(field))
    ]


def _tells(field: Any) -> bool:
    """Whether a field that is not personal says something to a person: no keys, no technical state."""
    if field.primary_key:
        return True
    if field.is_relation:
        return isinstance(holding_of(field.related_model), NoPersonalData) and hasattr(field.related_model, "label")
    return not isinstance(
        field, models.UUIDField | models.BinaryField | models.BigIntegerField
    ) and not field.name.endswith(("_hash", "digest", "_key", "data"))


def rows_told(model: Any, rows: Any) -> list[dict[str, Any]]:
    """The rows as plain values by the names of their fields."""
    fields = told_fields(model)
    names = [field.attname for field in fields]
    labels = _labels(fields)
    found = []
    for values in rows.order_by("pk").values_list(*names).iterator(chunk_size=AT_ONCE):
        found.append(
            {
                field.name: labels[field.name].get(value) if field.name in labels else plain(value)
                for field, value in zip(fields, values, strict=True)
            }
        )
    return found


def _labels(fields: Iterable[Any]) -> dict[str, dict[Any, str]]:
    """For references to an instance's own words, the words by their keys."""
    return {
        field.name: {row.pk: str(row) for row in field.related_model.objects.all()}
        for field in fields
        if field.is_relation
    }


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return None
    return value
