"""The records before and after one, in the order of names, among those of the list it was opened from."""

from __future__ import annotations

from django.http import HttpRequest

from kept.crm.nouns.listing import Asked, beside, sound
from dataclasses import replace
from django.db.models import Q
from kept.crm.nouns.fields import Invalid
from kept.crm.nouns.listing import BY_NAME, Asked, matching
from kept.crm.nouns.pages.dossier import Dossier, url_of


def neighbours(request: HttpRequest, dossier: Dossier) -> tuple[str, str]:
    """Addresses of the previous and the next record, "" where the list ends."""
    noun = dossier.noun
    asked, _wrong = sound(noun, dossier.words, dossier.fields, Asked.read(noun, request.GET))
    found = beside(noun, dossier.access, dossier.words, dossier.fields, asked, dossier.record.pk)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    before, after = (f"{url_of(dossier.slug, noun, pk)}{query}" if pk else "" for pk in found)
    return before, after
    """Addresses of the previous and the next record, "" where the list ends. Two short walks along an index.
    A list in another order than that of names has no neighbours here: going back to it is as quick."""
    asked = Asked.read(dossier.noun, request.GET)
    if asked.order != BY_NAME:
        return "", ""
    try:
        rows = matching(dossier.noun, dossier.access, dossier.words, dossier.fields, replace(asked, after=""))
    except Invalid:
        return "", ""
    key, pk = dossier.record.sort_key, dossier.record.pk
    back = rows.filter(Q(sort_key__lt=key) | Q(pk__lt=pk), sort_key__lte=key).order_by("-sort_key", "-pk")
    on = rows.filter(Q(sort_key__gt=key) | Q(pk__gt=pk), sort_key__gte=key).order_by("sort_key", "pk")
    before, after = (on, back) if asked.descending else (back, on)
    found = [rows.values_list("pk", flat=True).first() for rows in (before, after)]
    addresses = [f"{url_of(dossier.slug, dossier.noun, pk)}{query}" if pk else "" for pk in found]
    return addresses[0], addresses[1]
