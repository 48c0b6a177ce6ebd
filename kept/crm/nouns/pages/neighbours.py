"""The records before and after one, in the order of the list it was opened from."""

from __future__ import annotations

from django.http import HttpRequest

from kept.crm.nouns.listing import Asked, beside, sound
from kept.crm.nouns.pages.dossier import Dossier, url_of


def neighbours(request: HttpRequest, dossier: Dossier) -> tuple[str, str]:
    """Addresses of the previous and the next record, "" where the list ends."""
    noun = dossier.noun
    asked, _wrong = sound(noun, dossier.words, dossier.fields, Asked.read(noun, request.GET))
    found = beside(noun, dossier.access, dossier.words, dossier.fields, asked, dossier.record.pk)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    before, after = (f"{url_of(dossier.slug, noun, pk)}{query}" if pk else "" for pk in found)
    return before, after
