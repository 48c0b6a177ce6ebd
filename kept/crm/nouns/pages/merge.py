"""Merging two records: choose the other, see side by side what stays, keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.audit.access import Access
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.duplicates import Likely, likely
from kept.crm.nouns.fields import Invalid
from kept.crm.nouns.merging import Choice, differences, merge
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import Dossier, open_dossier, prime, slug_of, undo_url, url_of
from kept.crm.nouns.references import Reference
from kept.crm.nouns.vocabulary import Vocabulary
from kept.grants.records import get_or_404
from kept.web.pages import done, page


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the preview."""

    name: str
    label: str
    target: str
    source: str
    take: str


@act("merge")
def merge_with(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Without `other` in the address: who could it be? With it: the preview, and the merge."""
    chosen = request.GET.get("other.id") or request.GET.get("other", "")
    target = get_or_404(request, noun.model, id, to_change=not chosen)
    if target.deleted_at is not None:
        raise Http404
    if not chosen:
        return _choose(request, noun, target)
    try:
        other = Reference(name="other", label="", to=noun.key, shown="").clean(chosen, Vocabulary())
    except Invalid as wrong:
        return _choose(request, noun, target, str(wrong))
    target, source = _both(request, noun, id, other or 0)
    if request.method == "POST":
        return _merge(request, noun, target, source)
    return _preview(request, noun, target, source)


def _both(request: HttpRequest, noun: Noun, target: int, source: int) -> tuple[Any, Any]:
    """Both, held. Always the older one first, so that two who merge crosswise do not wait for each other."""
    held = {pk: get_or_404(request, noun.model, pk, to_change=True) for pk in sorted({target, source})}
    return held[target], held[source]


def _merge(request: HttpRequest, noun: Noun, target: Any, source: Any) -> HttpResponse:
    access: Access = request.access  # type: ignore[attr-defined]
    fields = noun.fields_for(access, Vocabulary(me=access.member_id))
    take = [name for name in fields if request.POST.get(name) == "source"]
    operation = merge(noun, target, source, take, access, fields)
    said = _("Merged. The other record is in the bin.")
    return done(request, url_of(slug_of(request), noun, target.pk), said, undo_url=undo_url(request, operation))


def _preview(request: HttpRequest, noun: Noun, target: Any, source: Any) -> HttpResponse:
    ours, theirs = open_dossier(request, noun, target), open_dossier(request, noun, source)
    theirs.words = ours.words
    prime(ours)
    prime(theirs)
    found = differences(noun, target, source, ours.fields)
    context = {
        "noun": noun, "record": target, "other": source, "slug": slug_of(request), "record_url": ours.url(),
        "rows": [_row(choice, ours, theirs) for choice in found], "action": f"{request.path}?other={source.pk}",
        "choose_url": request.path,
    }  # fmt: skip
    return page(request, "nouns/merge.html", context)


def _row(choice: Choice, ours: Dossier, theirs: Dossier) -> Row:
    name = choice.one.name
    return Row(name, str(choice.one.label), ours.show(name), theirs.show(name), choice.take)


class OtherForm(forms.Form):
    """Which record it is the same as."""

    other = forms.CharField(label=gettext_lazy("The other record"), max_length=250)


def _choose(request: HttpRequest, noun: Noun, target: Any, wrong: str = "") -> HttpResponse:
    dossier = open_dossier(request, noun, target)
    form = OtherForm({"other": request.GET.get("other", "")} if wrong else None)
    form.fields["other"].widget.attrs |= {
        "data-choose": reverse(f"{noun.plural}:choose", kwargs={"instance": slug_of(request)}), "autocomplete": "off",
    }  # fmt: skip
    if wrong:
        form.is_valid()
        form.add_error("other", wrong)
    twins: list[Likely] = likely(noun, dossier.values, dossier.access, but=target.pk)
    context = {
        "noun": noun,
        "record": target,
        "twins": twins,
        "form": form,
        "slug": slug_of(request),
        "record_url": dossier.url(),
    }
    return page(request, "nouns/merge_choose.html", context)


ROUTES: Routes = [("<int:id>/merge/", merge_with, "merge")]
