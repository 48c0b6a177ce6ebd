"""Readings that are counted: the pictures, the yes or no of a browser, and the numbers for our editors (C6)."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.consent.cookies import agreed
from kept.consent.signal import says_no
from kept.newsletter import counting, pixel
from kept.newsletter.models import HandedOver, Issue
from kept.newsletter.pages_issues import tabs
from kept.policy.controller import in_force
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient
from kept.policy.register import REGISTER
from kept.web.pages import done, page
from kept.web.refused import Refused


@allow(PUBLIC)
@keeps("C6")
def issue_read(request: HttpRequest, token: str) -> HttpResponse:
    """A letter was opened. A browser that says no is not counted."""
    number = pixel.issue_of(token)
    counts = request.method == "GET" and number is not None and not says_no(request) and _seldom(request)
    if counts and Issue.objects.filter(pk=number).exists():
        counting.one_more(f"issue:{number}")
    return pixel.picture()


@allow(PUBLIC)
@keeps("C6")
def page_read(request: HttpRequest, place: str) -> HttpResponse:
    """A public page was read, in a browser that lets it be counted."""
    if place not in pixel.PLACES.values():
        raise Http404
    if request.method == "GET" and pixel.counts_here(request) and _seldom(request):
        counting.one_more(f"page:{place}")
    return pixel.picture()


def _seldom(request: HttpRequest) -> bool:
    return bool(ratelimit.consume(request, action="reading"))


@allow(PUBLIC)
@require_POST
@keeps("C5", "C6")
def choose(request: HttpRequest) -> HttpResponse:
    """This browser says yes, or no."""
    yes = request.POST.get("act") == "go-on" and not says_no(request)
    answer = done(request, "/cookies#counting", _("You let it be counted.") if yes else _("It is not counted."))
    if yes:
        cookie = REGISTER.cookie(pixel.COOKIE)
        life = cookie.life.total_seconds() if cookie and cookie.life else 0
        secure = request.is_secure()
        answer.set_cookie(pixel.COOKIE, pixel.YES, max_age=int(life), secure=secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(pixel.COOKIE, samesite="Lax")
    return agreed(answer, pixel.COOKIE)


@allow("staff.newsletter")
@keeps("C6")
def numbers(request: HttpRequest) -> HttpResponse:
    """What was read how often, where enough people let it be counted to tell."""
    rows = [(title, counting.shown(number)) for title, number in counting.table()]
    parties = [one.name for one in in_force().recipients if one.role == counting.PARTY]
    context = {"rows": rows, "least": counting.least(), "parties": parties, "tabs": tabs(request)}
    return page(request, "newsletter/numbers.html", context | {"went": HandedOver.objects.order_by("-at")[:20]})


@allow("staff.newsletter")
@require_POST
@keeps("C6")
def hand_over(request: HttpRequest) -> HttpResponse:
    """The numbers as a file for the party that supports our marketing; none under contract, none goes."""
    try:
        _name, content = counting.hand_over()
    except NoRecipient:
        raise Refused(_("Nobody is under contract to receive numbers, so nothing goes."), promise="C6") from None
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="readings.csv"'
    return answer
