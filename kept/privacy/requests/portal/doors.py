"""The way in: which controller is asked, and a passage for it. An instance that is not there and one whose portal is
shut look the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from kept.audit.access import Access
from kept.policy.controller import controller
from kept.policy.doors import PUBLIC, allow
from kept.privacy.requests.links import opens
from kept.privacy.requests.party import Party, party_here
from kept.privacy.requests.request import DataSubjectRequest
from kept.tenancy.models import Instance
from kept.tenancy.opening import opened
from kept.web.pages import page

View = Callable[..., HttpResponseBase]


def at_portal(view: View) -> View:
    """A page of the portal: `view` gets the request and the party that is asked, and is inside a passage for it."""

    @allow(PUBLIC)
    @wraps(view)
    def door(request: HttpRequest, slug: str = "", **given: Any) -> HttpResponseBase:
        if not slug:
            return view(request, party_here(), **given)
        instance = Instance.objects.filter(slug=slug, ended_at=None).first()
        if instance is None:
            return shut(request)
        name = f"{request.method} {request.resolver_match.view_name}"  # type: ignore[union-attr]
        with opened(Access(name, by="public", instance_id=instance.pk, purpose="R8")):
            return view(request, party_here(), **given)

    return door


def shut(request: HttpRequest) -> HttpResponse:
    """There is no portal here, but there is always somebody to turn to."""
    return page(request, "requests/portal/shut.html", {"controller": controller()}, status=404)


def by_link(ref: str, secret: str) -> DataSubjectRequest:
    """The request that a link opens. Http404 for a wrong one, and for one that has ended."""
    request: DataSubjectRequest | None = DataSubjectRequest.objects.filter(ref=ref).first()
    if not opens(request, secret) or request is None:
        raise Http404
    return request


def here(party: Party, ref: str, secret: str = "") -> str:
    """Where a request stands at the portal."""
    return f"{party.portal}r/{ref}/{secret}/" if secret else f"{party.portal}r/{ref}/"
