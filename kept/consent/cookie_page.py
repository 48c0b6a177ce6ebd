"""Cookies: the whole list, out of the register. C5."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.consent import gpc
from kept.policy.controller import in_force
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.policy.terms import Cookie
from kept.web.pages import page

COUNTING = "kept_counting"


@dataclass(frozen=True, slots=True)
class Listed:
    """A cookie as the page shows it."""

    name: str
    purpose: str
    set_when: str
    life: str
    essential: bool
    here: bool


@allow(PUBLIC)
@keeps("C5")
def cookies(request: HttpRequest) -> HttpResponse:
    """Each cookie with its purpose and life, and whether this browser has it now."""
    language = translation.get_language() or "en"
    listed = [_listed(cookie, language, request) for cookie in in_force().cookies]
    unknown = sorted(name for name in request.COOKIES if in_force().cookie(name) is None)
    context = {"listed": listed, "unknown": unknown, "signal": gpc.says_no(request)}
    context["counting"] = COUNTING in request.COOKIES
    return page(request, "consent/cookies.html", context)


def _listed(cookie: Cookie, language: str, request: HttpRequest) -> Listed:
    return Listed(
        name=cookie.name,
        purpose=cookie.purpose.in_(language),
        set_when=cookie.set_when.in_(language),
        life=life_of(cookie),
        essential=cookie.essential,
        here=cookie.name in request.COOKIES or (cookie.development_name or cookie.name) in request.COOKIES,
    )


def life_of(cookie: Cookie) -> str:
    """How long the browser keeps it."""
    if cookie.life is None:
        return _("until the browser is closed")
    return ngettext("%(n)s day", "%(n)s days", cookie.life.days) % {"n": cookie.life.days}
