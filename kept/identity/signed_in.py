"""Who is signed in: the user that came with the session, checked as Django checks, without asking for them again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from kept.identity.user import User


class SignedIn(AuthenticationMiddleware):
    """Django's middleware, with the shorter way to the user."""

    def process_request(self, request: HttpRequest) -> None:
        """Say who it is when somebody asks."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: user_of(request))  # type: ignore[assignment]


def user_of(request: Any) -> User | AnonymousUser:
    """The user of a request; Django's own way where the shorter one does not answer."""
    if not hasattr(request, "_cached_user"):
        request._cached_user = _with_the_session(request) or auth.get_user(request)
    return request._cached_user  # type: ignore[no-any-return]


def _with_the_session(request: Any) -> User | None:
    """The user whose session it is, when everything about it is in order."""
    session = request.session
    claimed = str(session.get(auth.SESSION_KEY, ""))
    user: User | None = getattr(session, "owner", None)
    if user is None or claimed != str(user.pk) or not user.is_active:
        return None
    if session.get(auth.BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    same = constant_time_compare(session.get(auth.HASH_SESSION_KEY) or "", user.get_session_auth_hash())
    return user if same else None
