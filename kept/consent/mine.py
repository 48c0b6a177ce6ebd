"""My choices: what a user agreed or objected to, in their profile."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from kept.consent import gpc, standing
from kept.consent.links import token
from kept.consent.pages import chosen
from kept.consent.people import user_as_someone
from kept.policy.doors import SIGNED_IN, allow
from kept.policy.keeps import keeps
from kept.web.pages import page


@allow(SIGNED_IN)
@keeps("R7", "R1")
def my_choices(request: HttpRequest) -> HttpResponse:
    """The same as behind the link of a mail."""
    me = user_as_someone(request.user)
    if request.method == "POST":
        code = chosen(request, me, channel="profile")
        return HttpResponseRedirect(f"{request.path}?done={code}#{code}")
    context = {
        "places": standing.places(me),
        "story": standing.story_of(me),
        "done": request.GET.get("done", ""),
        "base": f"/choices/{token(me)}/",
        "signal": gpc.says_no(request),
    }
    return page(request, "consent/mine.html", context)
