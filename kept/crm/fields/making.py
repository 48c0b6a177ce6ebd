"""Making custom fields: a name that never changes, from the label that may."""

from __future__ import annotations

import re
import secrets

from kept.crm.fields.models import CustomField
from kept.crm.records.words import fold


def name_of(label: str) -> str:
    """A fragment of the label, an underscore, five hexadecimal digits, as the contract has it."""
    fragment = re.sub(r"[^A-Za-z0-9]+", "_", fold(label).title()).strip("_")[:24] or "Field"
    return f"{fragment}_{secrets.token_hex(3)[:5]}"


def definition(kind: str, label: str, data_type: str, *, group: str = "") -> CustomField:
    """An unsaved field of the open instance."""
    made: CustomField = CustomField.fresh(
        kind=kind, label=label[:80], name=name_of(label), data_type=data_type, group=group
    )
    return made


def make(kind: str, label: str, data_type: str, **more: str) -> CustomField:
    """A new field, last in its place; one with the same label and type is used again."""
    known: CustomField | None = CustomField.objects.filter(
        kind=kind, label=label[:80], data_type=data_type, retired_at=None
    ).first()
    if known is not None:
        return known
    made = definition(kind, label, data_type, **more)
    made.position = CustomField.objects.filter(kind=kind).count()
    made.save()
    return made
