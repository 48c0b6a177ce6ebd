"""The mailbox of development: what would have been sent, on this machine only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port

from kept.outside.letterbox import SHOWN
from kept.outside.mail import shown_here
from kept.policy.doors import PUBLIC, allow
from kept.web.pages import page

LOOPBACK = ("127.0.0.1", "::1")
NAMES = ("localhost", "127.0.0.1", "[::1]", "testserver")


@allow(PUBLIC)
def mailbox(request: HttpRequest) -> HttpResponse:
    """All letters, the latest first."""
    _only_here(request)
    return page(request, "outside/mailbox.html", {"letters": list(SHOWN.letters())})


@allow(PUBLIC)
def letter(request: HttpRequest, id: str) -> HttpResponse:
    """One letter."""
    _only_here(request)
    found = SHOWN.letter(id)
    if found is None:
        raise Http404
    return page(request, "outside/letter.html", {"letter": found})


def _only_here(request: HttpRequest) -> None:
    """A proxy on this machine speaks from loopback too, so the name that the browser asked for must be local as well."""
    name, _port = split_domain_port(request.get_host())
    near = request.META.get("REMOTE_ADDR") in LOOPBACK and name in NAMES and "X-Forwarded-For" not in request.headers
    if not (shown_here() and near):
        raise Http404
