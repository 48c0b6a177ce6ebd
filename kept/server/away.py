"""The answer when a request broke: 503 and when to ask again while the database is away, else the page for a fault."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse

from kept.web import errors

RETRY_SECONDS = 5
SENTENCE = "A part of the service does not answer. Nothing was changed. Ask again in a moment."


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. No success was said: the transaction that could not end has changed nothing."""
    if not isinstance(sys.exception(), OperationalError | InterfaceError):
        return errors.server_error(request)
    if request.path_info.startswith("/api/"):
        body = {"type": "ServiceUnavailable", "message": SENTENCE, "translatedMessage": SENTENCE, "status": 503}
        return errors.later(JsonResponse(body, status=503), RETRY_SECONDS)
    return errors.unavailable(request, retry_after=RETRY_SECONDS)
