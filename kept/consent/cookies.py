"""The gate of cookies: what the register does not declare does not leave, and what can be done without waits. C5."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import Morsel

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.consent.signal import says_no
from kept.policy.keeps import Figure, evidence, keeps
from kept.policy.register import REGISTER
from kept.policy.terms import Cookie

Answer = Callable[[HttpRequest], HttpResponse]


class UndeclaredCookie(Exception):
    """An answer would set a cookie that the register does not declare, or for longer than it declares."""


@keeps("C5")
class CookieGate:
    """Middleware around all that sets cookies: sessions, forms, languages, views.

    An undeclared cookie is a mistake of the program and breaks the answer off. One that the service can do without
    is taken off the answer, unless the person has just asked for it (`agreed`); Global Privacy Control is a no to it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, morsel in list(response.cookies.items()):
            if not declared(name, morsel).essential and not (has_agreed(response, name) and not says_no(request)):
                del response.cookies[name]
        return response


def agreed(response: HttpResponse, name: str) -> HttpResponse:
    """The answer to a person who has just said yes to this cookie, or takes it away: the gate lets it pass."""
    response.agreed_cookies = {*getattr(response, "agreed_cookies", ()), name}  # type: ignore[attr-defined]
    return response


def has_agreed(response: HttpResponse, name: str) -> bool:
    """Whether it is such an answer."""
    return name in getattr(response, "agreed_cookies", ())


def declared(name: str, morsel: Morsel[str]) -> Cookie:
    """The declaration that covers a cookie on its way out. Raises UndeclaredCookie."""
    cookie = REGISTER.cookie(name)
    if cookie is None:
        raise UndeclaredCookie(f"the register declares no cookie {name!r} (C5)")
    longest = cookie.life.total_seconds() if cookie.life else 0
    if (seconds := lasts(morsel)) > longest:
        raise UndeclaredCookie(
            f"the cookie {name!r} would live {seconds:.0f} s, the register declares {longest:.0f} s (C5)"
        )
    return cookie


def lasts(morsel: Morsel[str]) -> float:
    """For how many seconds a browser would keep it; 0 when it goes with the browser or is being deleted."""
    if morsel["max-age"] != "":
        return max(float(morsel["max-age"]), 0)
    # An end by date alone cannot be measured against a life, unless it is the date that deletes.
    return float("inf") if morsel["expires"] and "1970" not in morsel["expires"] else 0


@evidence("C5")
def cookies_declared() -> Figure:
    """How many cookies there are, and whether the gate stands and knows all that the settings would set."""
    named = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME)
    unknown = [name for name in named if REGISTER.cookie(name) is None]
    stands = f"{CookieGate.__module__}.{CookieGate.__qualname__}" in settings.MIDDLEWARE
    return Figure(_("Cookies declared"), str(len(REGISTER.cookies)), good=stands and not unknown)
