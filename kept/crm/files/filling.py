"""Filling a field with a file: a change of the record like any other, told in its history and undone as a whole."""

from __future__ import annotations

from typing import Any

from kept.audit.access import Access
from kept.crm.fields.models import CustomField
from kept.crm.files.models import Attachment
from kept.crm.nouns import changing
from kept.crm.nouns.custom import Custom, custom_field
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Operation


def file_fields(noun: Noun, access: Access) -> dict[str, Custom]:
    """The fields for files that a noun has, by name."""
    found = noun.fields_for(access, Vocabulary(me=access.member_id))
    return {name: one for name, one in found.items() if isinstance(one, Custom) and one.kind == "file"}


def fill(noun: Noun, record: Any, one: Custom, row: Attachment, access: Access) -> Operation:
    """Put a file that belongs to a record into one of its fields. What stood there is put away."""
    row.custom_field = one.key
    row.save(update_fields=["custom_field", noun.key])
    return _change(noun, record, one, row.pk, access)


def stands_in_field(row: Attachment, record: Any) -> bool:
    """Whether a file is what one of the record's own fields shows."""
    return bool(row.custom_field) and record.custom.get(row.custom_field) == row.pk


def take_off(noun: Noun, record: Any, row: Attachment, access: Access) -> Operation:
    """Take a file out of its field, also of one that is out of use, and put it away."""
    definition = CustomField.objects.get(kind=noun.key, name=row.custom_field)
    return _change(noun, record, custom_field(definition), None, access)


def _change(noun: Noun, record: Any, one: Custom, value: int | None, access: Access) -> Operation:
    act = changing.operation(access, f"{noun.key}.edited", noun)
    changing.change(noun, record, {one.name: value}, {one.name: one}, access, act)
    return act
