"""Signing out: the session ends, and the browser is told to keep nothing of what it saw."""

from __future__ import annotations

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse


def logout(request: HttpRequest) -> HttpResponse:
    """Ask, or end the session."""
    response: HttpResponse = account.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response
