"""Asking again: some acts want a sign-in of a moment ago, and some a second step of a moment ago (D9).

    @allow("settings.edit")
    @again(second=True)
    def end(request): ...

To see the page takes a sign-in of the last ten minutes; what is sent from it may take thirty, so that nobody who types
for long loses what was typed. Whoever has to sign in again comes back to the page they wanted.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kept.policy.keeps import keeps
from kept.web.pages import go

View = Callable[..., HttpResponseBase]  # a file that is streamed, too
TO_SEE = 10 * 60  # seconds
TO_SEND = 30 * 60
ANY_TIME = float("inf")  # as long as the session lives


@keeps("D9")
def again(*, second: bool = False) -> Callable[[View], View]:
    """Guard a page: a fresh sign-in, and with `second` one by the second step. Stands below `@allow`."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            asked = ask(request, second=second)
            return asked if asked is not None else view(request, *args, **kwargs)

        guarded.asks_again = "second" if second else "password"  # type: ignore[attr-defined]
        return guarded

    return guard


def ask(request: HttpRequest, *, second: bool = False, within: float = 0) -> HttpResponse | None:
    """Where to go first, or nothing when the sign-in is fresh enough: of the last `within` seconds, if given."""
    within = within or (TO_SEE if request.method in ("GET", "HEAD") else TO_SEND)
    if fresh(request, within, second=second):
        return None
    if not second:
        return _to("account_reauthenticate", request)
    kinds = set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    if kinds.isdisjoint({Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}):
        messages.warning(request, _("This takes a second step when you sign in. Set one up first."))
        return go(reverse("mfa_index"), request=request)
    return _to("mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn", request)


def fresh(request: HttpRequest, within: float, *, second: bool = False) -> bool:
    """Whether this session signed in, or was asked again, in the last `within` seconds; by the second step if asked."""
    since = time.time() - within
    records = get_authentication_records(request, request.user)
    return any(one["at"] >= since and (not second or one["method"] == "mfa") for one in records)


def _to(name: str, request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else _page_of(request)
    return go(f"{reverse(name)}?{urlencode({'next': back})}", request=request)


def _page_of(request: HttpRequest) -> str:
    """The page that an act was sent from, if it is one of ours; else the path itself."""
    came = request.headers.get("Referer", "")
    ours = f"{request.scheme}://{request.get_host()}/"
    return "/" + came.removeprefix(ours) if came.startswith(ours) else request.path
