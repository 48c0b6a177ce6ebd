"""The front page: what Kept is, for who has not signed in; the first instance for who has."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.i18n import set_language

from kept.grants.staff import staff_of
from kept.identity.mine import instances_of
from kept.policy.doors import PUBLIC, allow
from kept.tenancy.opening import tell_database
from kept.web.pages import go, page


@allow(PUBLIC)
def front(request: HttpRequest) -> HttpResponse:
    """Say what this is, or lead on."""
    user = request.user
    if not user.is_authenticated:
        return page(request, "public/front.html")
    passage: Any = request.access  # type: ignore[attr-defined]
    passage.user_id = user.pk
    tell_database(passage, "")
    mine = instances_of(user.pk)
    if mine:
        return go(f"/{mine[0].slug}/", request=request)
    return go("/operator/" if staff_of(user.pk) else "/new-instance/", request=request)


@allow(PUBLIC)
def language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language, in a cookie, or for a signed-in person in their profile."""
    answer: HttpResponse = set_language(request)
    user = request.user
    chosen = request.POST.get("language", "")
    if user.is_authenticated and chosen in ("en", "cs"):
        user.language = chosen
        user.save(update_fields=["language"])
    return answer
