"""From the list of a noun to its import."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun


@act("import")
def to_import(request: HttpRequest, noun: Noun) -> HttpResponse:
    """To the page of imports, with this noun chosen."""
    start = reverse("imports:start", kwargs={"instance": request.instance.slug})  # type: ignore[attr-defined]
    return redirect(f"{start}?kind={noun.key}")


ROUTES: Routes = [("import/", to_import, "import")]
