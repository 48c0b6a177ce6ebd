"""The desk's pages for anybody: call me back, write to us. Each asks for as little as it can be answered with."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from kept.desk import calling, correspondents, talking
from kept.desk.forms import CallBackForm, ContactForm
from kept.desk.models import Message
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.policy.terms import Channel
from kept.web.errors import too_many
from kept.web.pages import page


@allow(PUBLIC)
@keeps("C2")
def call_back(request: HttpRequest) -> HttpResponse:
    """Ask to be called: initials and a number."""
    form = CallBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="call_back"):
            return too_many(request, retry_after=600)
        if form.is_valid():
            calling.ask(form.cleaned_data["initials"], form.cleaned_data["telephone"], language=_language())
            return page(request, "desk/asked.html", {"telephone": form.cleaned_data["telephone"]})
    return page(request, "desk/call_back.html", {"form": form}, status=422 if form.errors else 200)


@allow(PUBLIC)
@keeps("C8")
def contact(request: HttpRequest) -> HttpResponse:
    """Write to us: an address for the answer, and what it is about."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="contact"):
            return too_many(request, retry_after=600)
        if form.is_valid():
            text: str = form.cleaned_data["message"]
            known = correspondents.by_email(form.cleaned_data["email"], language=_language())
            thread = talking.begin(known, Channel.EMAIL, text.strip().split("\n")[0][:80])
            talking.say(thread, Message.IN, text)
            return page(request, "desk/written.html", {"email": form.cleaned_data["email"]})
    return page(request, "desk/contact.html", {"form": form}, status=422 if form.errors else 200)


def _language() -> str:
    return (get_language() or "en")[:2]
