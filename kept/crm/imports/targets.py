"""Targets: what a column of a file may become. Mostly a field of the noun; a few are read in a way of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kept.audit.access import Access
from kept.crm.imports.names import name_parts
from kept.crm.nouns.fields import Field, Label
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary

LEFT_OUT = ""
NEW = "new:"  # new:DATE, a custom field made on the way; its label is the head of the column
KEPT_ID, EXTERNAL_ID = "+kept", "+external"
REPEATABLE = ("tags", "notice", EXTERNAL_ID)  # several columns may become these


@dataclass(frozen=True, slots=True)
class Split:
    """A column that holds several facts at once. `parts` gives the texts of the fields it becomes."""

    label: Label
    fields: tuple[str, ...]
    parts: Callable[[str], dict[str, str]]


def place_parts(text: str) -> dict[str, str]:
    """ "Saint Paul, Minnesota" is a city and a region."""
    city, comma, province = text.rpartition(",")
    return {"city": city.strip(), "province": province.strip()} if comma else {"city": text.strip()}


NAME = Split(_("Whole name"), ("title_before", "first_name", "last_name", "title_after"), name_parts)
PLACE = Split(_("City, region"), ("city", "province"), place_parts)
SPLITS: dict[str, dict[str, Split]] = {"contact": {"+name": NAME, "+place": PLACE}, "company": {"+place": PLACE}}
IDS: dict[str, Label] = {KEPT_ID: _("Kept ID"), EXTERNAL_ID: _("External ID")}


def fields_for(noun: Noun, access: Access, words: Vocabulary) -> dict[str, Field]:
    """The fields that this person may fill from a file."""
    return {name: one for name, one in noun.fields_for(access, words).items() if one.editable}


def choices(noun: Noun, fields: dict[str, Field]) -> list[tuple[str, str]]:
    """(target, label) of everything that a column may become."""
    found = [(name, str(one.label)) for name, one in fields.items()]
    found += [(key, str(split.label)) for key, split in SPLITS.get(noun.key, {}).items() if may_split(split, fields)]
    return found + [(key, str(label)) for key, label in IDS.items()]


def may_split(split: Split, fields: dict[str, Field]) -> bool:
    """Whether the person may fill what the column would become."""
    return all(name in fields for name in split.fields)
