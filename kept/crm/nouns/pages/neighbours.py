"""The records before and after one, in the order of the list it was opened from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from kept.crm.nouns.fields import Invalid
from kept.crm.nouns.listing import Asked, _order_path, _ordered, _token, matching
from kept.crm.nouns.pages.dossier import Dossier, url_of


def neighbours(request: HttpRequest, dossier: Dossier) -> tuple[str, str]:
    """Addresses of the previous and the next record, "" where the list ends. Two short walks along an index."""
    noun, record = dossier.noun, dossier.record
    asked = Asked.read(noun, request.GET)
    try:
        path, null = _order_path(dossier.fields, asked)
        if path != "sort_key":
            return "", ""  # the place in another order is asked of the list
        rows = matching(noun, dossier.access, dossier.words, dossier.fields, replace(asked, after=""))
        token = _token(record.sort_key, record.pk)
        ways = (replace(asked, after=token, descending=not asked.descending), replace(asked, after=token))
        found = [_first(_ordered(rows, path, null, way)) for way in ways]
    except Invalid:
        return "", ""
    query = request.GET.urlencode()
    return tuple(f"{url_of(dossier.slug, noun, pk)}{'?' + query if query else ''}" if pk else "" for pk in found)  # type: ignore[return-value]


def _first(rows: Any) -> int | None:
    return rows.values_list("pk", flat=True).first()  # type: ignore[no-any-return]
