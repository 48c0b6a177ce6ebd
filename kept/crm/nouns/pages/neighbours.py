"""The records before and after one, in the order of the list it was opened from."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, Value
from django.http import HttpRequest

from kept.crm.nouns.asking import BY_NAME, Asked
from kept.crm.nouns.conditions import matching, sound
from kept.crm.nouns.listing import beside
from kept.crm.nouns.pages.dossier import Dossier, url_of


def neighbours(request: HttpRequest, dossier: Dossier) -> tuple[str, str]:
    """Addresses of the previous and the next record, "" where the list ends."""
    noun = dossier.noun
    asked, _wrong = sound(noun, dossier.words, dossier.fields, Asked.read(noun, request.GET))
    if asked.order == BY_NAME:
        found = by_name(dossier, asked)
    else:
        found = beside(noun, dossier.access, dossier.words, dossier.fields, asked, dossier.record.pk)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    before, after = (f"{url_of(dossier.slug, noun, pk)}{query}" if pk else "" for pk in found)
    return before, after


def by_name(dossier: Dossier, asked: Asked) -> tuple[int, int]:
    """In the usual order: two short walks along an index, in one query."""
    rows: Any = matching(dossier.noun, dossier.access, dossier.words, dossier.fields, asked)
    key, pk = dossier.record.sort_key, dossier.record.pk
    back = rows.filter(Q(sort_key__lt=key) | Q(pk__lt=pk), sort_key__lte=key).order_by("-sort_key", "-pk")
    on = rows.filter(Q(sort_key__gt=key) | Q(pk__gt=pk), sort_key__gte=key).order_by("sort_key", "pk")
    sides = [
        side.annotate(side=Value(name)).values_list("side", "pk")[:1] for name, side in (("back", back), ("on", on))
    ]
    found = dict(sides[0].union(sides[1], all=True))
    before, after = found.get("back", 0), found.get("on", 0)
    return (after, before) if asked.descending else (before, after)
