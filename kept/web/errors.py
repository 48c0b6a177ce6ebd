"""The pages for what went wrong, and the middleware that turns a refusal into a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kept.web.pages import is_htmx
from kept.web.refused import Refused, Unavailable

Answer = Callable[[HttpRequest], HttpResponse]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return sorry(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return sorry(request, 403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token is not ours any more. Set as CSRF_FAILURE_VIEW."""
    return render(request, "errors/stale.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return sorry(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/500.html", status=500)


def too_many(request: HttpRequest, *, retry_after: int = 60) -> HttpResponse:
    """The answer to somebody who asks too often; `retry_after` in seconds."""
    return later(sorry(request, 429), retry_after)


def unavailable(request: HttpRequest, *, retry_after: int = 30) -> HttpResponse:
    """The answer while a part of the service is away; `retry_after` in seconds."""
    return later(sorry(request, 503), retry_after)


def sorry(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"errors/{status}.html", status=status)


def later(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Retry-After"] = str(seconds)
    return response


class RefusalMiddleware:
    """Answers `Refused` with a page, or with a toast when only a part of a page was asked for.

    It stands before whatever opens the transaction, so that what a refused act had written is undone first.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Unavailable):
            return unavailable(request)
        if not isinstance(exception, Refused):
            return None
        return answered(request, exception)


def answered(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal as a page, or as a toast where only a part of a page was asked for."""
    if is_htmx(request):
        said = {"kept:said": {"toasts": [{"message": str(refused.message), "undo": ""}]}}
        answer = HttpResponse(status=refused.status, headers={"HX-Trigger": json.dumps(said)})
    else:
        context = {"refused": refused.message, "promise": refused.promise}
        answer = render(request, "errors/refused.html", context, status=refused.status)
    wait = getattr(refused, "retry_after", None)
    return later(answer, wait) if wait else answer
