"""Changing one fact of a record where it stands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.crm.nouns import changing, intake
from kept.crm.nouns.doors import act
from kept.crm.nouns.fields import Field
from kept.crm.nouns.inputs import blame, form_of, raw_of
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import Dossier, open_dossier, undo_url
from kept.crm.nouns.pages.facts import fact_of, seal
from kept.crm.records.history import Change
from kept.grants.records import get_or_404
from kept.web.pages import done, is_htmx, page, say


@act("edit")
def fact(request: HttpRequest, noun: Noun, id: int, field: str) -> HttpResponse:
    """The small form of one fact, and its keeping. Who changed it meanwhile is told before anything is overwritten."""
    record = get_or_404(request, noun.model, id, to_change=True)
    dossier = open_dossier(request, noun, record)
    one = dossier.fields.get(field)
    if one is None or not one.editable:
        raise Http404
    if request.method == "POST":
        return _save(request, dossier, one)
    form = form_of([one], dossier.words, dossier.slug, values=dossier.values)
    return _ask(request, dossier, one, form)


def _save(request: HttpRequest, dossier: Dossier, one: Field) -> HttpResponse:
    noun, record, access = dossier.noun, dossier.record, dossier.access
    form = form_of([one], dossier.words, dossier.slug, data=request.POST)
    meanwhile = _changed_meanwhile(request, dossier, one)
    if meanwhile:
        blame(form, {one.name: meanwhile})
        return _ask(request, dossier, one, form)
    try:
        values = intake.clean(noun, {one.name: one}, raw_of([one], request.POST), dossier.words, new=False)
    except intake.Errors as wrong:
        blame(form, wrong.by_field)
        return _ask(request, dossier, one, form)
    operation = changing.operation(access, f"{noun.key}.edited", noun)
    if not changing.change(noun, record, values, dossier.fields, access, operation):
        operation.delete()
        return _answer(request, dossier, one, "", "")
    said = _("%(fact)s changed.") % {"fact": one.label}
    return _answer(request, dossier, one, said, undo_url(request, operation))


def _answer(request: HttpRequest, dossier: Dossier, one: Field, said: str, undo: str) -> HttpResponse:
    """The fact as it is now; a fact that the head of the page shows too brings the whole page."""
    in_head = one.name in (*dossier.noun.title_fields, "title_before", "title_after", "position", "company", "tags")
    if (in_head and said) or not is_htmx(request):
        return done(request, dossier.url(), said, undo_url=undo or None)
    say(request, said, undo_url=undo or None)
    fresh = open_dossier(request, dossier.noun, dossier.record)
    return page(request, "nouns/fact.html", {"fact": fact_of(fresh, one)}, block="value")


def _ask(request: HttpRequest, dossier: Dossier, one: Field, form: forms.Form) -> HttpResponse:
    seen = seal(dossier.record.pk, one, dossier.values.get(one.name))
    context: dict[str, Any] = {
        "field": form[one.name],
        "edit_url": f"{request.path}?seen={seen}",
        "back_url": dossier.url(),
        "fact": fact_of(dossier, one),
        "title": dossier.noun.title(dossier.values),
    }
    return page(request, "nouns/fact.html", context)


def _changed_meanwhile(request: HttpRequest, dossier: Dossier, one: Field) -> str:
    """A sentence with the other's value when the fact is not what the person saw."""
    seen = request.GET.get("seen", "")
    if not seen or seen == seal(dossier.record.pk, one, dossier.values.get(one.name)):
        return ""
    last = Change.objects.filter(kind=dossier.noun.key, record_id=dossier.record.pk, values__has_key=one.name)
    by = last.order_by("-pk").values_list("by_id", flat=True).first()
    who = dossier.words.member(by).name or _("Somebody")
    now = dossier.show(one.name) or "–"
    return _("%(who)s changed this to “%(value)s” meanwhile. Save again to keep yours.") % {"who": who, "value": now}
