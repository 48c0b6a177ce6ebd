"""How much the vocabulary of an instance is in use: counts alone, never whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count

from kept.crm.fields.models import CustomField
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.own_values import Picklist

TOLD = 1000  # beyond it a number of records is "many"


def list_fields(name: str) -> list[tuple[Noun, Picklist]]:
    """The fields of all nouns that take their values from a list."""
    return [
        (noun, one)
        for noun in NOUNS.values()
        for one in noun.fields
        if isinstance(one, Picklist) and one.of_list == name
    ]


def value_lists() -> dict[str, str]:
    """Names of the value lists that fields use, with a label: that of the field, with its noun."""
    found: dict[str, str] = {}
    for noun in NOUNS.values():
        for one in noun.fields:
            if isinstance(one, Picklist) and one.of_list:
                found.setdefault(one.of_list, f"{noun.label_plural}: {one.label}")
    return found


def uses_of_items(name: str) -> Counter[int]:
    """How many records have each value of a list, by the value's id."""
    found: Counter[int] = Counter()
    for noun, one in list_fields(name):
        model: Any = noun.part(one.part).model if one.part else noun.model
        rows = model.objects.filter(**({} if one.part else {"deleted_at": None}))
        column = one.attribute
        counted = rows.exclude(**{column: None}).order_by().values_list(column).annotate(n=Count("pk"))
        found.update(dict(counted))
    return found


def uses_of_field(definition: CustomField) -> int:
    """How many records have anything in a custom field."""
    return int(NOUNS[definition.kind].model.objects.kept().filter(custom__has_key=definition.name).count())


def uses_of_options(definition: CustomField, options: Iterable[str]) -> dict[str, int]:
    """How many records have each of these options."""
    kept = NOUNS[definition.kind].model.objects.kept()
    return {option: kept.filter(**{f"custom__{definition.name}": option}).count() for option in options}


def uses_of_tag(noun: Noun, tag: str) -> int:
    """How many records carry a tag."""
    return int(noun.model.objects.kept().filter(tags__contains=[tag]).count())
