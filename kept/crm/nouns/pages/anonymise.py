"""Anonymising a record: asked before, because it cannot be undone."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.crm.nouns.anonymising import anonymise
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, url_of
from kept.grants.records import get_or_404
from kept.web.pages import done, page


class SureForm(forms.Form):
    """The one tick that shows that this was meant."""

    sure = forms.BooleanField(
        label=gettext_lazy("I mean it: this cannot be undone"),
        error_messages={"required": gettext_lazy("Tick this, or leave it as it is.")},
    )


@act("anonymise")
def ask(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """What will go, and the act."""
    record = get_or_404(request, noun.model, id, to_change=True)
    form = SureForm(request.POST or None)
    back = url_of(slug_of(request), noun, id)
    if form.is_bound and form.is_valid():
        rows = anonymise(noun, record, request.access)  # type: ignore[attr-defined]
        return done(request, back, _("Anonymised, with %(rows)s things that belonged to it.") % {"rows": rows})
    says = _(
        "Name, contact, private facts, notes, files and history of %(name)s go for good. "
        "That there was a record, its dates and its place in figures stay."
    ) % {"name": record}
    context = {
        "title": _("Anonymise %(name)s?") % {"name": record}, "says": says, "form": form, "action": request.path,
        "back_url": back, "verb": _("Anonymise for good"), "danger": True,
    }  # fmt: skip
    return page(request, "nouns/ask.html", context)


ROUTES: Routes = [("<int:id>/anonymise/", ask, "anonymise")]
