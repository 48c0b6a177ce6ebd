"""The newsletter's pages for anybody: ask, confirm, leave. They answer alike whether or not an address is known."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt

from kept.newsletter import consenting, joining
from kept.newsletter.forms import SignUpForm
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.web.errors import too_many
from kept.web.pages import page


@allow(PUBLIC)
@keeps("C3")
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for the newsletter."""
    form = SignUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="newsletter"):
            return too_many(request, retry_after=600)
        if form.is_valid():
            email = form.cleaned_data["email"]
            # Whose mailbox was asked often enough is not asked again, and nobody learns of it here.
            if ratelimit.consume(request, action="newsletter_mail", key=email):
                joining.ask(email, language=(get_language() or "en")[:2])
            return page(request, "newsletter/asked.html", {"email": email, "days": joining.IN_TIME.days})
    context = {"form": form, "question": consenting.question()}
    return page(request, "newsletter/sign_up.html", context, status=422 if form.errors else 200)


@allow(PUBLIC)
@keeps("C3")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes for the second time, by a button: mail programs follow links by themselves."""
    known = joining.asked(token)
    if known is None:
        return page(request, "newsletter/gone.html", status=404)
    if request.method == "POST":
        joining.confirm(known, counting="counting" in request.POST)
        return page(request, "newsletter/joined.html")
    with override(known["language"]):
        words = {"question": consenting.question(), "counting": consenting.counting_question()}
    return page(request, "newsletter/confirm.html", {"email": known["email"], **words})


@csrf_exempt  # mail programs post here by themselves, with one click; the sealed link is the proof
@allow(PUBLIC)
@keeps("L4", "R7")
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the newsletter. Who has left already, or follows a link that is not ours, is told the same."""
    reader = joining.leaving(token)
    if reader is not None and request.method == "POST":
        joining.leave(reader)
    if reader is None or request.method == "POST":
        return page(request, "newsletter/left.html")
    return page(request, "newsletter/leave.html", {"email": reader.email})


@csrf_exempt  # as above
@allow(PUBLIC)
@keeps("L3", "R1")
def object_to(request: HttpRequest, token: str) -> HttpResponse:
    """A customer objects to offers, with one click and without signing in."""
    user = joining.objecting(token)
    if user is not None and request.method == "POST":
        joining.object_to_offers(user)
    if user is None or request.method == "POST":
        return page(request, "newsletter/objected.html")
    return page(request, "newsletter/object.html", {"email": user.email})
