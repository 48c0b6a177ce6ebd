"""Choosing a record by typing: the few that fit, as a list for the combobox."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.records.finding import narrowed

MOST = 8


@act("view")
def choose(request: HttpRequest, noun: Noun) -> JsonResponse:
    """`{"items": [{"id", "label", "hint"}]}` for what is typed in `q`."""
    typed = request.GET.get("q", "").strip()[:100]
    rows = noun.model.objects.kept().visible_to(request.access)  # type: ignore[attr-defined]
    rows = narrowed(rows, typed) if typed else rows
    found = rows.order_by("sort_key", "pk").values("pk", *noun.title_fields, "tags")[:MOST]
    items = [{"id": row["pk"], "label": noun.title(row), "hint": ", ".join(row["tags"][:3])} for row in found]
    return JsonResponse({"items": items})


ROUTES: Routes = [("choose/", choose, "choose")]
