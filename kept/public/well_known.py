"""What programs look for at known places: whom to tell of a hole, where a password is changed, what a crawler may read."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.doors import PUBLIC, allow

GOOD_FOR = timedelta(days=90)
CRAWLED = ("/$", "/privacy", "/trust", "/status", "/statistics", "/sign-in/$", "/sign-up/$", "/static/")


@allow(PUBLIC)
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell of a hole, in which language, and until when this holds."""
    expires = datetime.combine(clock.today() + GOOD_FOR, time(tzinfo=UTC))
    return _text(
        f"Contact: mailto:{controller().email}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, cs",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    )


@allow(PUBLIC)
def change_password(request: HttpRequest) -> HttpResponse:
    """Where password managers send whoever wants a new one (W3C, A Well-Known URL for Changing Passwords)."""
    return redirect("account_change_password")


@allow(PUBLIC)
def robots_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9309: what is written for everybody may be read; doors of one person are nobody else's."""
    return _text("User-agent: *", *(f"Allow: {path}" for path in CRAWLED), "Disallow: /")


def _text(*lines: str) -> HttpResponse:
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
