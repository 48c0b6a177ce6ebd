"""Giving a record a reason, and ending one. A reason is ended, never deleted: that it was there is part of the proof."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, url_of
from kept.crm.titles.giving import give, reopen, stop
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from kept.grants.records import get_or_404
from kept.web.pages import done, page

DAY = {"required": gettext_lazy("Enter a day."), "invalid": gettext_lazy("Enter a day, such as 2026-11-22.")}


def day(**options: Any) -> forms.DateField:
    """A field for a day."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, error_messages=DAY, **options)


class TitleForm(forms.Form):
    """Which reason, from when, until when."""

    template = forms.TypedChoiceField(
        label=gettext_lazy("Reason"), coerce=int, error_messages={"required": gettext_lazy("Choose a reason.")}
    )
    valid_from = day(label=gettext_lazy("From"))
    valid_till = day(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("Empty: as long as the reason usually lasts."),
    )

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("valid_from"), cleaned.get("valid_till")
        if since and until and until < since:
            self.add_error("valid_till", _("The end comes before the beginning."))
        return cleaned


class EndForm(forms.Form):
    """The last day of a reason."""

    on = day(label=gettext_lazy("Last day"))


@act("edit")
def add(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Give a reason."""
    record = get_or_404(request, noun.model, id, to_change=True)
    templates = {one.pk: one for one in LegalTitleTemplate.objects.filter(retired_at=None).order_by("name")}
    form = TitleForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    choices = [(one.pk, f"{one.name} ({one.get_basis_display()})") for one in templates.values()]
    form.fields["template"].choices = choices  # type: ignore[attr-defined]
    back = url_of(slug_of(request), noun, id)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        title = give(
            noun, record, templates[values["template"]], values["valid_from"], values["valid_till"],
            request.access,  # type: ignore[attr-defined]
        )  # fmt: skip
        undo = url_of(slug_of(request), noun, id, "take-title", title=title.pk)
        return done(request, back, _("Reason added."), undo_url=undo)
    context = {
        "title": _("Why do we hold this?"),
        "form": form,
        "action": request.path,
        "back_url": back,
        "verb": _("Add"),
    }
    if not templates:
        context["says"] = _(
            "This instance has no reasons to choose from yet. An administrator adds them in the settings."
        )
    return page(request, "nouns/ask.html", context)


@act("edit")
def end(request: HttpRequest, noun: Noun, id: int, title: int) -> HttpResponse:
    """End a reason on a day."""
    found = title_or_404(request, noun, id, title)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    back = url_of(slug_of(request), noun, id)
    if form.is_bound and form.is_valid():
        before = stop(found, form.cleaned_data["on"], request.access)  # type: ignore[attr-defined]
        undo = url_of(slug_of(request), noun, id, "keep-title", title=title)
        return done(request, back, _("Reason ended."), undo_url=f"{undo}?till={before or ''}")
    context = {
        "title": _("End this reason"),
        "form": form,
        "action": request.path,
        "back_url": back,
        "verb": _("End it"),
    }
    context["says"] = _("%(reason)s. What only this reason covers has no reason from the next day on.") % {
        "reason": found.template
    }
    return page(request, "nouns/ask.html", context)


@act("edit")
@require_POST
def keep(request: HttpRequest, noun: Noun, id: int, title: int) -> HttpResponse:
    """It was not ended after all: back to the day it lasted until."""
    found = title_or_404(request, noun, id, title)
    try:
        till = dt.date.fromisoformat(request.GET["till"]) if request.GET.get("till") else None
    except ValueError:
        raise Http404 from None
    reopen(found, till, request.access)  # type: ignore[attr-defined]
    return done(request, url_of(slug_of(request), noun, id), _("The reason stands again."))


@act("edit")
@require_POST
def take(request: HttpRequest, noun: Noun, id: int, title: int) -> HttpResponse:
    """A reason that was added by mistake is marked invalid; the row stays."""
    found = title_or_404(request, noun, id, title)
    found.invalid_at = timezone.now()
    found.save(update_fields=["invalid_at"])
    return done(request, url_of(slug_of(request), noun, id), _("The reason is taken back."))


def title_or_404(request: HttpRequest, noun: Noun, id: int, title: int) -> LegalTitle:
    """A reason of a record that the person may change."""
    record = get_or_404(request, noun.model, id, to_change=True)
    found = LegalTitle.objects.filter(pk=title, **{noun.key: record}).select_related("template").first()
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


ROUTES: Routes = [
    ("<int:id>/reasons/new/", add, "add-title"),
    ("<int:id>/reasons/<int:title>/end/", end, "end-title"),
    ("<int:id>/reasons/<int:title>/keep/", keep, "keep-title"),
    ("<int:id>/reasons/<int:title>/take/", take, "take-title"),
]
