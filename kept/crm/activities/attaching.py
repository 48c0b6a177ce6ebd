"""What stands below the form of a promise, a meeting or a call: its files and notes; and the files that come along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from kept.audit.access import Access
from kept.audit.together import Together
from kept.crm.activities.models import Note
from kept.crm.files.adding import kept_with, look_at, said_of
from kept.crm.files.models import Attachment
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.web.pages import say
from kept.web.refused import Refused


def marked(rows: Any, key: str, access: Access) -> Any:
    """Activities, each saying whether it has files (`has_files`), for those who may see files."""
    if not access.rights.may("files.view"):
        return rows
    files = Attachment.objects.filter(**{f"{key}_id": OuterRef("pk")}, deleted_at=None)
    return rows.annotate(has_files=Exists(files))


def below(noun: Noun, pk: int, access: Access, together: Together) -> dict[str, Sequence[Any]]:
    """The files of an activity, the newest first, and its notes in their order, as far as the person may see them."""
    here, may = {f"{noun.key}_id": pk, "deleted_at": None}, access.rights.may
    files = Attachment.objects.filter(**here).order_by("-at", "-pk")
    notes = Note.objects.filter(**here).order_by("at", "pk")
    return {
        "files": together.ask(files) if may("files.view") else [],
        "notes": together.ask(notes) if may("notes.view") else [],
    }


def shown(found: dict[str, Sequence[Any]], access: Access, words: Vocabulary) -> dict[str, Any]:
    """The same for the form's template: who wrote each note, and whether more files are taken."""
    for note in found["notes"]:
        note.who = words.member(note.by_id).name
    return {**found, **asked_for(access)}


def asked_for(access: Access) -> dict[str, Any]:
    """Whether a form asks for files."""
    return {"takes_files": access.rights.may("files.create")}


def fit(request: HttpRequest, form: forms.Form) -> bool:
    """Whether the files that came along can be kept; if not, the form says why, and nothing is to be written."""
    try:
        look_at(request)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def attach(request: HttpRequest, noun: Noun, record: Any) -> None:
    """Keep the files that came along, and say so; or say what the scanner found, and keep none."""
    try:
        made = kept_with(request, noun, record)
    except Refused as refused:
        say(request, refused.message)
    else:
        say(request, said_of(made) if made else "")
