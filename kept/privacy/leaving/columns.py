"""The columns of a kind, as they stand in an archive: their names, their schema, and what is wrong with a value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from kept.privacy.leaving import shapes
from kept.privacy.leaving.travelling import KINDS, MEMBERS, Travel

MOST_NUMBER = 10**12  # no Kept has given out higher ids; a higher one would use up the numbers of everybody
LONGEST = 1_000_000  # signs of one text
MOST_PARTS = 100_000  # of one list
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)
Check = Callable[[Any], str | None]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the archive, its type in the database and in a schema, and its check."""

    name: str
    type: str
    schema: dict[str, Any]
    check: Check
    target: str = ""  # the label of the kind that it refers to
    needed: bool = True


@cache
def columns(label: str) -> tuple[Column, ...]:
    """What stands in the archive of a row of this kind, in the order of the model, the number first."""
    said = KINDS[label]
    without = {"instance", "instance_id", *said.left, *said.derived}
    fields = [one for one in said.model._meta.local_concrete_fields if not {one.name, one.attname} & without]
    return tuple(_column(one, said) for one in sorted(fields, key=lambda one: not one.primary_key))


def _column(field: Any, said: Travel) -> Column:
    target = ""
    if field.is_relation:
        target = field.related_model._meta.label_lower
        schema, check = plain_kind(models.BigIntegerField())
        schema = {**schema, "description": f"the id of a row of {target}"}
    elif field.name in said.users:
        target = MEMBERS
        schema, check = plain_kind(models.BigIntegerField(null=True))
        schema = {**schema, "description": f"the id of a row of {MEMBERS}"}
    elif isinstance(field, models.JSONField):
        schema, check = {}, _data(said.data.get(field.name, shapes.anything))
    else:
        schema, check = plain_kind(field)
    if field.primary_key:
        schema, check = {"type": "integer", "minimum": 1, "maximum": MOST_NUMBER}, _number
    if field.null or field.name in said.users:
        schema, check = _or_null(schema), _maybe(check)
    kind = "jsonb" if isinstance(field, models.JSONField) else str(_stored(field).db_type(connection))
    return Column(field.attname, kind, schema, check, target)


def _stored(field: Any) -> Any:
    return models.BigIntegerField() if field.is_relation or field.primary_key else field


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    kind = schema.get("type")
    return {**schema, "type": [kind, "null"]} if isinstance(kind, str) else schema


def _maybe(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def plain_kind(field: Any) -> tuple[dict[str, Any], Check]:
    """The schema and the check of a field by its type."""
    for kind, make in MAKERS:
        if isinstance(field, kind):
            return make(field)
    raise TypeError(f"{field} is of a type that no archive knows")


def _text(field: Any) -> tuple[dict[str, Any], Check]:
    longest = field.max_length or LONGEST
    choices = {one for one, _label in field.flatchoices} if field.choices else None
    allowed = choices | {""} if choices and (field.blank or field.default == "") else choices

    def check(value: Any) -> str | None:
        if type(value) is not str:
            return "is no text"
        if len(value) > longest:
            return f"is longer than {longest} signs"
        if "\x00" in value:
            return "holds a character that cannot be kept"
        if allowed is not None and value not in allowed:
            return "is none of the values that there are"
        return None

    schema: dict[str, Any] = {"type": "string", "maxLength": longest}
    return ({**schema, "enum": sorted(allowed)} if allowed else schema), check


def _whole(field: Any) -> tuple[dict[str, Any], Check]:
    low, high = connection.ops.integer_field_range(field.get_internal_type())

    def check(value: Any) -> str | None:
        return None if type(value) is int and low <= value <= high else f"is no whole number from {low} to {high}"

    return {"type": "integer", "minimum": low, "maximum": high}, check


def _number(value: Any) -> str | None:
    good = type(value) is int and 0 < value <= MOST_NUMBER
    return None if good else f"is no number of a row: a whole number up to {MOST_NUMBER:,}"


def _flag(_field: Any) -> tuple[dict[str, Any], Check]:
    return {"type": "boolean"}, lambda value: None if type(value) is bool else "is neither true nor false"


def _moment(_field: Any) -> tuple[dict[str, Any], Check]:
    def check(value: Any) -> str | None:
        try:
            good = MOMENT.fullmatch(value) is not None
            dt.datetime.fromisoformat(value).astimezone(dt.UTC)
        except (TypeError, ValueError, OverflowError):
            good = False
        return None if good else "is no moment with a time zone"

    return {"type": "string", "format": "date-time"}, check


def _day(_field: Any) -> tuple[dict[str, Any], Check]:
    def check(value: Any) -> str | None:
        try:
            good = DAY.fullmatch(value) is not None
            dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            good = False
        return None if good else "is no day"

    return {"type": "string", "format": "date"}, check


def _decimal(field: Any) -> tuple[dict[str, Any], Check]:
    most = Decimal(10) ** (field.max_digits - field.decimal_places)

    def check(value: Any) -> str | None:
        good = isinstance(value, str) and NUMBER.fullmatch(value) and abs(Decimal(value)) < most
        return None if good else "is no number that fits"

    return {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}, check


def _uuid(_field: Any) -> tuple[dict[str, Any], Check]:
    def check(value: Any) -> str | None:
        try:
            good = isinstance(value, str) and str(UUID(value)) == value
        except ValueError:
            good = False
        return None if good else "is no UUID"

    return {"type": "string", "format": "uuid"}, check


def _bytes(_field: Any) -> tuple[dict[str, Any], Check]:
    return {"type": "string", "contentEncoding": "base64"}, lambda value: None if type(value) is str else "is no text"


def _list(field: Any) -> tuple[dict[str, Any], Check]:
    schema, inner = plain_kind(field.base_field)

    def check(value: Any) -> str | None:
        if type(value) is not list or len(value) > MOST_PARTS:
            return "is no list"
        return next((wrong for one in value if (wrong := inner(one))), None)

    return {"type": "array", "items": schema}, check


def _data(shape: Check) -> Check:
    return shape


MAKERS: tuple[tuple[type, Callable[[Any], tuple[dict[str, Any], Check]]], ...] = (
    (ArrayField, _list), (models.UUIDField, _uuid), (models.DecimalField, _decimal), (models.DateTimeField, _moment),
    (models.DateField, _day), (models.BooleanField, _flag), (models.BinaryField, _bytes), (models.IntegerField, _whole),
    (models.CharField, _text), (models.TextField, _text), (models.EmailField, _text),
)  # fmt: skip
