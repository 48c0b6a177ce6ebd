"""A session gets a new key whenever its person proves again who they are: an old key is worth nothing then (D9)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def renew(request: HttpRequest, user: Any, **rest: Any) -> None:
    """Called after each proof. The first one of a session is Django's own to renew, at sign-in."""
    known = getattr(request, "user", None)  # at the very first there is none yet
    if known is not None and known.is_authenticated and known.pk == user.pk:
        request.session.cycle_key()
