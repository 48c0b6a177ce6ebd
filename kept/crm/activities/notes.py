"""Notes on a record's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kept.crm.activities import noting
from kept.crm.activities.models import Note
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, url_of
from kept.grants.records import get_or_404
from kept.web.pages import done, page


class NoteForm(forms.Form):
    """The words of a note."""

    text = forms.CharField(
        label=gettext_lazy("Note"), max_length=noting.LONGEST, widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
        error_messages={"required": gettext_lazy("Write something, or delete the note.")},
    )  # fmt: skip


def back_to(request: HttpRequest, noun: Noun, id: int) -> str:
    """The record's page, at its story."""
    return f"{url_of(slug_of(request), noun, id)}#story"


@act("view", "notes.create")
@require_POST
def add(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Keep a note."""
    record = get_or_404(request, noun.model, id)
    note = noting.write_note(noun, record, request.POST.get("text", ""), request.access)  # type: ignore[attr-defined]
    undo = url_of(slug_of(request), noun, id, "delete-note", note=note.pk)
    return done(request, back_to(request, noun, id), _("Note kept."), undo_url=undo)


@act("view", "notes.edit")
def edit(request: HttpRequest, noun: Noun, id: int, note: int) -> HttpResponse:
    """Change a note of one's own."""
    found = note_or_404(request, noun, id, note)
    form = NoteForm(request.POST or None, initial={"text": found.text})
    if form.is_bound and form.is_valid():
        noting.edit_note(found, form.cleaned_data["text"])
        return done(request, back_to(request, noun, id), _("Note changed."))
    context: dict[str, Any] = {
        "title": _("Change the note"), "form": form, "action": request.path, "back_url": back_to(request, noun, id),
        "verb": _("Keep note"),
    }  # fmt: skip
    return page(request, "nouns/ask.html", context)


@act("view", "notes.edit")
@require_POST
def delete(request: HttpRequest, noun: Noun, id: int, note: int) -> HttpResponse:
    """Take a note away; it can come back."""
    noting.put_away(note_or_404(request, noun, id, note))
    undo = url_of(slug_of(request), noun, id, "restore-note", note=note)
    return done(request, back_to(request, noun, id), _("Note deleted."), undo_url=undo)


@act("view", "notes.edit")
@require_POST
def restore(request: HttpRequest, noun: Noun, id: int, note: int) -> HttpResponse:
    """Bring a note back."""
    noting.put_away(note_or_404(request, noun, id, note, away=True), back=True)
    return done(request, back_to(request, noun, id), _("Note brought back."))


def note_or_404(request: HttpRequest, noun: Noun, id: int, note: int, *, away: bool = False) -> Note:
    """A note of a record that the person may see, if it is theirs to change."""
    record = get_or_404(request, noun.model, id)
    found = Note.objects.filter(pk=note, **{noun.key: record}, deleted_at__isnull=not away).first()
    if found is None:
        raise Http404
    if not noting.may_change_note(found, request.access):  # type: ignore[attr-defined]
        raise PermissionDenied
    return found  # type: ignore[no-any-return]


ROUTES: Routes = [
    ("<int:id>/notes/", add, "note"),
    ("<int:id>/notes/<int:note>/", edit, "edit-note"),
    ("<int:id>/notes/<int:note>/delete/", delete, "delete-note"),
    ("<int:id>/notes/<int:note>/restore/", restore, "restore-note"),
]
