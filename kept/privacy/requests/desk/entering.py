"""Entering by hand what came by mail, phone, letter or in person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.policy.keeps import keeps
from kept.privacy.requests import queue
from kept.privacy.requests.desk.doors import Desk
from kept.privacy.requests.desk.forms import EnterForm
from kept.privacy.requests.doing import identify, receive
from kept.privacy.requests.here import controller_here
from kept.web.pages import done, page


@keeps("R8")
def enter(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The form, and the new request."""
    form = EnterForm(request.POST if request.method == "POST" else None, instance_id=controller_here())
    if request.method == "POST" and form.is_valid():
        data, wish = form.cleaned_data, form.chosen()
        one = receive(
            right=wish.right,
            purpose=wish.purpose,
            by=desk.hand,
            received_on=data["received_on"],
            email=data["email"],
            name=data["name"],
            words=data["words"],
            language=data["language"],
            channel=data["channel"],
            responsible_id=desk.user_id,
        )
        if data["identified_by"]:
            identify(one, data["identified_by"], by=desk.hand)
        elif data["email"]:
            queue.ask_identity(one)
        return done(request, desk.at(one), _("Request %(ref)s is entered.") % {"ref": one.written_ref})
    context = {"form": form, "desk": desk}
    return page(request, "requests/desk/enter.html", context, status=422 if form.errors else 200)
