"""A copy of what is kept about one record, for the person it speaks of: JSON that people can read too."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kept.audit.access import Access
from kept.audit.together import Later, Together
from kept.crm.activities.models import Note, Talk, Task
from kept.crm.files.models import Attachment
from kept.crm.files.owners import of_activities
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import Dossier, open_dossier, prime
from kept.crm.titles.glance import reasons_of, titles_of
from kept.grants.records import get_or_404

BELOW = {"task": "promises", "talk": "meetings_and_calls"}


@act("export")
def copy(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """All that the person at the door may see of this record, as a file. It is recorded as taken out."""
    record = get_or_404(request, noun.model, id)
    together = Together()
    titles = together.ask(titles_of(noun, record))
    beside = _beside(noun, record, request.access, together)  # type: ignore[attr-defined]
    dossier = open_dossier(request, noun, record, together)
    prime(dossier)
    dossier.access.wrote("exported", noun.label_lower, [record.pk])
    text = json.dumps(copy_of(dossier, titles, beside), ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{noun.key}-{record.pk}.json"'
    return response


def _beside(noun: Noun, record: Any, access: Access, together: Together) -> dict[str, Later]:
    """What stands beside a record, of what the person may see."""
    here, may = {noun.key: record}, access.rights.may
    asked: dict[str, Any] = {}
    if may("notes.view"):
        asked["notes"] = _written(Note.objects.filter(**here, deleted_at=None))
    if may("tasks.view"):
        tasks = Task.objects.kept().visible_to(access).filter(**here).order_by("deadline")
        asked["promises"] = tasks.values("pk", "title", "deadline", "status", "description", "solution")
        talks = Talk.objects.kept().visible_to(access).filter(**here).order_by("scheduled_from")
        asked["meetings_and_calls"] = talks.values(
            "pk", "kind", "title", "scheduled_from", "place", "status", "solution"
        )
    if may("files.view"):
        asked["files"] = _listed(Attachment.objects.filter(**here, deleted_at=None))
    for what, model, told in (("files", Attachment, _listed), ("notes", Note, _written)):
        if may("tasks.view") and may(f"{what}.view"):
            below = of_activities(model, noun, record, access)
            asked |= {f"{what}_of_{BELOW[key]}": told(rows) for key, rows in below}
    return {name: together.ask(rows) for name, rows in asked.items()}


def _written(notes: Any) -> Any:
    return notes.order_by("at").values("pk", "at", "text")


def _listed(files: Any) -> Any:
    return files.order_by("at").values("pk", "name", "link", "size", "content_type", "at")


def copy_of(dossier: Dossier, titles: Later, beside: dict[str, Later]) -> dict[str, Any]:
    """The record in words, with what belongs to it."""
    noun = dossier.noun
    reasons = reasons_of(titles)
    return {
        "kind": noun.key,
        "made_at": timezone.now(),
        "facts": {str(one.label): dossier.show(name) for name, one in dossier.fields.items() if dossier.show(name)},
        "reasons": [
            {"basis": title.template.get_basis_display(), "reason": title.template.name, "from": title.valid_from,
             "until": title.valid_till} for title in [*reasons.titles, *reasons.ended]
        ],
        **{name: [_shown(row) for row in rows] for name, rows in dossier.rows.items()},
        **{name: list(rows) for name, rows in beside.items()},
    }  # fmt: skip


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name.replace("__", "_"): value
        for name, value in row.items()
        if value not in (None, "", [], {}) and name != "instance_id"
    }


ROUTES: Routes = [("<int:id>/copy/", copy, "copy")]
