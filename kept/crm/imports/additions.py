"""What new records of an import get besides their facts: names in other systems, a reason, tags to be offered again."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from kept.audit.access import Access
from kept.crm.imports.cleaning import Cleaned
from kept.crm.imports.loading import insert
from kept.crm.imports.matching import batches
from kept.crm.nouns.noun import Noun
from kept.crm.records.history import Operation
from kept.crm.records.models import ExternalId, Tag
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate

ONCE = "ON CONFLICT DO NOTHING"


def external_ids(noun: Noun, lines: Sequence[Cleaned], ids: Sequence[int], access: Access) -> None:
    """Keep the names that the records have elsewhere."""
    pairs = [(record, one) for line, record in zip(lines, ids, strict=True) for one in line.external[:10]]
    if not pairs:
        return
    columns: dict[str, Sequence[Any]] = {
        "record_id": [record for record, _value in pairs],
        "value": [value for _record, value in pairs],
    }
    insert(ExternalId, {"instance_id": access.instance_id, "kind": noun.key}, columns, tail=ONCE)


def name_again(noun: Noun, known: Sequence[tuple[Cleaned, int]], access: Access) -> None:
    """A record found by its e-mail learns the external id of the line."""
    lines = [(line, record) for line, record in known if line.external and not line.wrong]
    if lines:
        external_ids(noun, [line for line, _record in lines], [record for _line, record in lines], access)


def forget_gone(noun: Noun, gone: set[int], lines: Sequence[Cleaned]) -> None:
    """A record in the bin gives up its external id to the one that takes its place."""
    values = {one for line in lines for one in line.external}
    for some in batches(gone):
        ExternalId.objects.filter(kind=noun.key, record_id__any=some, value__in=values).delete()


def reasons(noun: Noun, template: int | None, ids: Sequence[int], access: Access) -> None:
    """Give each new record the reason that was chosen for the file."""
    if not template or not ids:
        return
    reason = LegalTitleTemplate.objects.get(pk=template, retired_at=None)
    today = timezone.localdate()
    fixed = {
        "instance_id": access.instance_id, "template_id": reason.pk, "valid_from": today,
        "valid_till": months_after(today, reason.months), "created_by_id": access.member_id, "created_at": timezone.now(),
    }  # fmt: skip
    insert(LegalTitle, fixed, {f"{noun.key}_id": list(ids)})


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def tags(noun: Noun, lines: Sequence[Cleaned], access: Access) -> None:
    """Offer the tags of these lines again."""
    names = sorted({tag for line in lines for tag in line.values.get("tags", ())})
    if names:
        insert(Tag, {"instance_id": access.instance_id, "kind": noun.key}, {"name": names}, tail=ONCE)


def count(operation: Operation, records: int) -> None:
    """How many records an operation touched."""
    Operation.objects.filter(pk=operation.pk).update(records=F("records") + records)
