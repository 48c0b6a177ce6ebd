"""What an agreement can speak of: the kinds of records, and the fields of each. Read from the models, never listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from kept.grants.records import GuardedModel
from kept.policy.holdings import personal_fields

ALWAYS = ("id", "instance_id", "deleted_at", "locked_at", "version")  # what every box sees of a record besides
CUSTOM = "custom:"  # stands before the name of a field that the customer added
PLAIN = (
    models.CharField,
    models.TextField,
    models.DateField,
    models.BooleanField,
    models.IntegerField,
    models.DecimalField,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A field: its column, its label, whether it tells something of a person."""

    column: str
    label: Any
    personal: bool
    field: Any

    @property
    def is_own(self) -> bool:
        """Whether it is a field that the customer added."""
        return self.column.startswith(CUSTOM)

    @property
    def is_text(self) -> bool:
        """Whether words in it can be found and replaced."""
        return isinstance(self.field, models.CharField | models.TextField) and not self.field.choices


@dataclass(frozen=True, slots=True)
class Thing:
    """A kind of records."""

    kind: str  # contacts.contact
    noun: str  # contact: as history calls it
    label: Any
    table: str
    model: Any
    facts: dict[str, Fact]


@cache
def things() -> dict[str, Thing]:
    """All kinds that an agreement can name."""
    return {one.kind: one for one in sorted(_things(), key=lambda one: one.kind)}


def is_thing(model: Any) -> bool:
    """Whether a model is a kind of records with its own life: it can be put into the bin."""
    own = {field.name for field in model._meta.local_fields}
    return issubclass(model, GuardedModel) and {"deleted_at", "locked_at", "version"} <= own and not model._meta.proxy


def _things() -> Iterator[Thing]:
    for model in apps.get_models():
        if is_thing(model):
            meta = model._meta
            yield Thing(
                meta.label_lower, str(meta.model_name), meta.verbose_name_plural, meta.db_table, model, _facts(model)
            )


def _facts(model: Any) -> dict[str, Fact]:
    personal = personal_fields(model)
    return {
        field.attname: Fact(str(field.column), field.verbose_name, field.attname in personal, field)
        for field in model._meta.local_fields
        if field.editable and isinstance(field, PLAIN) and not field.is_relation and not field.primary_key
    }
