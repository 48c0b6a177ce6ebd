"""Giving a record a reason for being held, ending it, and letting it stand again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from kept.audit.access import Access
from kept.crm.nouns.noun import Noun
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate


def give(
    noun: Noun, record: Any, template: LegalTitleTemplate, since: dt.date, until: dt.date | None, access: Access
) -> LegalTitle:
    """A reason from `since` to `until`, or as long as its template says."""
    title = LegalTitle.fresh(
        template=template, valid_from=since, valid_till=until or usual_end(template, since),
        created_by_id=access.member_id, **{noun.key: record},
    )  # fmt: skip
    title.save()
    return title


def usual_end(template: LegalTitleTemplate, since: dt.date) -> dt.date | None:
    """The last day when a reason lasts its usual number of months; none for 0 months."""
    if not template.months:
        return None
    months = since.month - 1 + template.months
    year, month = since.year + months // 12, months % 12 + 1
    first_after = dt.date(year + month // 12, month % 12 + 1, 1)
    return min(dt.date(year, month, 1) + dt.timedelta(days=since.day - 1), first_after - dt.timedelta(days=1))


def stop(title: LegalTitle, on: dt.date, access: Access) -> dt.date | None:
    """End a reason with the day `on`. Returns until when it would have lasted."""
    before = title.valid_till
    _till(title, on, access)
    return before


def reopen(title: LegalTitle, till: dt.date | None, access: Access) -> None:
    """Let it last until `till` again."""
    _till(title, till, access)


def _till(title: LegalTitle, till: dt.date | None, access: Access) -> None:
    title.valid_till, title.invalid_at = till, None
    title.updated_at, title.updated_by_id = timezone.now(), access.member_id
    title.save(update_fields=["valid_till", "invalid_at", "updated_at", "updated_by"])
