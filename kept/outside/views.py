"""The mailbox of development: what would have been sent, on this machine only."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from kept.outside.letterbox import SHOWN
from kept.outside.mail import shown_here
from kept.policy.doors import PUBLIC, allow
from kept.web.pages import page

LOOPBACK = ("127.0.0.1", "::1")


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
    if not shown_here() or request.META.get("REMOTE_ADDR") not in LOOPBACK:
        raise Http404
