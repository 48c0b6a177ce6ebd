"""The pixel: a picture of one point that counts a reading, with consent alone, and the same for everybody (C6).

Its address holds an issue and a day, or the name of a page: nothing that tells one reader from another.
"""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from kept.consent.asking import may
from kept.consent.people import Someone, user_as_someone
from kept.consent.signal import says_no
from kept.identity.models import User
from kept.newsletter.consenting import COUNTING
from kept.newsletter.models import Issue, Subscriber
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.web.addresses import absolute

COOKIE, YES = "kept_counting", "yes"
GIF = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
TOKEN = re.compile(r"(\d{1,18})-(\d{8})-([0-9a-f]{16})")
SEAL = 16
# The public pages that may carry it.
PLACES = {
    "front": "front",
    "newsletter:sign_up": "newsletter",
    "desk:ideas": "ideas",
    "desk:contact": "contact",
    "account_signup": "sign-up",
}


def someone_of(reader: Subscriber | User) -> Someone:
    """A reader as choices know them."""
    return user_as_someone(reader) if isinstance(reader, User) else Someone(email=reader.email)


@keeps("C6")
def mark_for(issue: Issue, reader: Subscriber | User) -> str:
    """Where the pixel of a letter is, "" for who has not said yes: then the letter carries none."""
    return absolute(address(issue, clock.today())) if may(someone_of(reader), COUNTING) else ""


def address(issue: Issue, day: date) -> str:
    """The address of an issue's pixel on a day. No reader has a part in it."""
    return f"/newsletter/read/{issue.pk}-{day:%Y%m%d}-{_seal(issue.pk, f'{day:%Y%m%d}')}.gif"


def _seal(issue_id: int, day: str) -> str:
    return salted_hmac("kept.newsletter.pixel", f"{issue_id}:{day}", algorithm="sha256").hexdigest()[:SEAL]


def issue_of(token: str) -> int | None:
    """Which issue a pixel belongs to; None when we did not make it."""
    found = TOKEN.fullmatch(token)
    if found is None or not constant_time_compare(found[3], _seal(int(found[1]), found[2])):
        return None
    return int(found[1])


@keeps("C6")
def mark_on(request: HttpRequest) -> str:
    """Where the pixel of a public page is, "" where this browser has not said yes, or says no, or its user did."""
    match = request.resolver_match
    place = PLACES.get(match.view_name if match else "")
    if place is None or not counts_here(request):
        return ""
    return f"/counting/{place}.gif"


@keeps("C6")
def counts_here(request: HttpRequest) -> bool:
    """Whether something may be counted in this browser."""
    if request.COOKIES.get(COOKIE) != YES or says_no(request):
        return False
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return True
    return may(user_as_someone(user), COUNTING).because not in (
        "refused",
        "withdrawn",
        "expired",
        "restricted",
        "suppressed",
    )


def picture() -> HttpResponse:
    """One point that cannot be seen. Mail programs on the web may show it, nobody stores it."""
    answer = HttpResponse(GIF, content_type="image/gif")
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
