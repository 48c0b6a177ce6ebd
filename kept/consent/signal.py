"""The signal of Global Privacy Control: a browser that says no. C5."""

from __future__ import annotations

from django.http import HttpRequest

HEADER = "Sec-GPC"


def says_no(request: HttpRequest) -> bool:
    """Whether the browser sends it."""
    return request.headers.get(HEADER) == "1"
