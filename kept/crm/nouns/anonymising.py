"""Anonymising: the person goes from a record and from all that belongs to it; that there was a record stays.

What to wipe is read from what the models say they hold (`holds`), so a new column cannot be forgotten. Cannot be undone.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.files.keeping import destroy
from kept.crm.files.models import Attachment
from kept.crm.nouns import changing
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.rows import under_all_levels
from kept.crm.records.history import Change
from kept.crm.records.shared import ExternalId
from kept.policy.holdings import InstanceData, holding_of
from kept.tenancy.models import InstanceForeignKey, InstanceModel
from kept.web.refused import Refused

ANONYMISED = "anonymised"


def anonymise(noun: Noun, record: Any, access: Access) -> int:
    """Wipe a person. Returns how many rows besides the record were wiped or deleted.

    Raises Refused for a locked record and for the contact of somebody who is a member of the instance.
    """
    changing.refuse_locked(record)
    member = getattr(record, "membership", None)
    if member is not None and member.left_at is None:
        raise Refused(_("This is a member of the instance. Remove them from it first."))
    rows = sum(_one(noun, twin, access) for twin in [*merged_into(noun, record), record])
    Change.fresh(
        operation=changing.operation(access, f"{noun.key}.{ANONYMISED}", noun), kind=noun.key, record_id=record.pk,
        act=ANONYMISED, by_id=access.member_id,
    ).save(force_insert=True)  # fmt: skip
    return rows


def merged_into(noun: Noun, record: Any) -> list[Any]:
    """Records that were merged into this one, and into those: they speak of the same person."""
    found: dict[int, Any] = {}
    waiting = [record.pk]
    while waiting:
        changes = Change.objects.filter(kind=noun.key, record_id=waiting.pop(), act=Change.MERGED)
        ids = [values.get("from") for values in changes.values_list("values", flat=True)]
        for twin in noun.model.objects.in_bin().filter(pk__in=[pk for pk in ids if pk and pk not in found]):
            found[twin.pk] = twin
            waiting.append(twin.pk)
    return list(found.values())


def _one(noun: Noun, record: Any, access: Access) -> int:
    with under_all_levels(access):
        rows = sum(_rows(noun, record, model) for model in apps.get_models() if _speaks_of(model, noun))
    rows += Change.objects.filter(kind=noun.key, record_id=record.pk).exclude(act=Change.MERGED).update(values={})
    rows += ExternalId.objects.filter(kind__in=(noun.key, noun.label_lower), record_id=record.pk).delete()[0]
    blank(record)
    for picture in ("photo_id", "logo_id"):
        if hasattr(record, picture):
            setattr(record, picture, None)
    _name(record, _("Anonymised %(number)s") % {"number": record.pk})
    record.anonymised_at = record.updated_at = timezone.now()
    record.updated_by_id = access.member_id
    record.version += 1
    record.index()
    record.save()
    return int(rows)


def _speaks_of(model: Any, noun: Noun) -> bool:
    held = isinstance(holding_of(model), InstanceData) and issubclass(model, InstanceModel)
    return held and model is not noun.model and bool(_ways(model, noun.model))


def _ways(model: Any, to: Any) -> list[str]:
    return [f.name for f in model._meta.local_fields if isinstance(f, InstanceForeignKey) and f.related_model is to]


def rows_of(noun: Noun, record: Any, model: Any) -> Any:
    """The rows of a model that speak of this record's person: not those that merely stand beside it."""
    person = holding_of(model).person  # type: ignore[union-attr]
    here = Q()
    for way in _ways(model, noun.model):
        here |= Q(**{way: record})
    if person not in (noun.key, "self") and any(f.name == person for f in model._meta.local_fields):
        here &= Q(**{f"{person}__isnull": True})
    return model.objects.filter(here)


def _rows(noun: Noun, record: Any, model: Any) -> int:
    rows = list(rows_of(noun, record, model))
    for row in rows:
        if model is Attachment:
            destroy(row)
        elif getattr(model, "goes_with_its_person", False):
            row.delete()
        else:
            blank(row)
            _name(row, _("anonymised"))
            if hasattr(row, "index"):
                row.index()
            row.save()
    return len(rows)


def blank(row: Any) -> None:
    """Empty every field that the model says tells something of a person."""
    for name in holding_of(row).personal:  # type: ignore[union-attr]
        field = row._meta.get_field(name)
        setattr(row, field.attname, nothing(field))


def nothing(field: models.Field[Any, Any]) -> Any:
    """What a field holds when it holds nothing."""
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return ""
    return field.get_default()


def _name(row: Any, name: str) -> None:
    """What must have a name gets one that says what happened."""
    for attribute in ("last_name", "name", "title"):
        field = next((f for f in row._meta.local_fields if f.name == attribute), None)
        if field is not None and attribute in holding_of(row).personal and not field.blank:  # type: ignore[union-attr]
            setattr(row, attribute, name)
