"""Whose files there are: records of the address book, and activities, whose pages are their own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.activities.models import TalkKind
from kept.crm.activities.noun import TALKS, TASKS
from kept.crm.files.models import Attachment
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.pages.dossier import url_of
from kept.crm.records.record import Record

ACTIVITIES: dict[str, tuple[Noun, str]] = {
    "task": (TASKS, "tasks:edit"), "talk": (TALKS[TalkKind.MEETING], "calendar:edit"),
}  # fmt: skip


@cache
def references() -> tuple[str, ...]:
    """The columns that say whose a file is, as the model has them. Where all are empty, it waits to be attached."""
    every = (field for field in Attachment._meta.local_fields if field.is_relation and field.related_model)
    return tuple(one.name for one in every if issubclass(one.related_model, Record))  # type: ignore[arg-type]


def of_nobody() -> dict[str, None]:
    """The condition for files that were sent and belong to no record yet."""
    return dict.fromkeys(references())


def noun_of(key: str) -> Noun:
    """The kind of record that a reference leads to."""
    return ACTIVITIES[key][0] if key in ACTIVITIES else NOUNS[key]


def owner_of(row: Attachment) -> tuple[Noun, int] | None:
    """What a file belongs to."""
    found = ((noun_of(key), getattr(row, f"{key}_id")) for key in references())
    return next(((noun, pk) for noun, pk in found if pk), None)


def page_of(slug: str, access: Access, noun: Noun, record: Any) -> tuple[str, str]:
    """Where the files of a record are told of, and what that is called: those of an activity in the story of whom it is
    about, else on its own page, which is there for those who may change it."""
    if noun.key not in ACTIVITIES:
        return url_of(slug, noun, record.pk), str(record)
    for key in ("contact", "company"):
        about = getattr(record, key)
        if about is not None and access.rights.may(NOUNS[key].permission("view")):
            return url_of(slug, NOUNS[key], about.pk), str(about)
    if access.rights.may(noun.permission("edit")):
        return reverse(ACTIVITIES[noun.key][1], kwargs={"instance": slug, "id": record.pk}), str(record)
    return reverse("calendar:week", kwargs={"instance": slug}), _("Calendar")


def of_activities(model: Any, noun: Noun, record: Any, access: Access) -> Iterator[tuple[str, Any]]:
    """(key, question) for files, or notes, of tasks and of talks about a record, of what the person may see."""
    for key, (kind, _page) in ACTIVITIES.items():
        about = kind.model.objects.kept().visible_to(access).filter(**{noun.key: record})
        yield key, model.objects.filter(**{f"{key}__in": about.values("pk")}, deleted_at=None)
