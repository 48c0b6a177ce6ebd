"""Following an invitation to work for the operator: a login is made, or the one there is comes in (D6)."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.grants import calling_in
from kept.grants.calling_in import StaffInvitation
from kept.identity.joining import NewPerson, make_user
from kept.identity.models import User
from kept.policy.controller import controller
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.web.errors import too_many
from kept.web.pages import done, page

BEFORE = "/operator/undertaking/"


@allow(PUBLIC)
@keeps("D6")
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the invitation, and follow it. It opens no room: the undertaking and the second step come next."""
    if not ratelimit.consume(request, action="signup"):
        return too_many(request)
    found = calling_in.find(secret)
    if found is None:
        return _shown(request, None, "gone", status=404)
    if request.user.is_authenticated:
        return _as_me(request, found)
    if User.objects.filter(email=found.email).exists():
        return _shown(request, found, "sign_in")
    return _as_new(request, found)


def _as_me(request: HttpRequest, found: StaffInvitation) -> HttpResponse:
    user: Any = request.user
    if user.email != found.email:
        return _shown(request, found, "other")
    if request.method == "POST":
        return _come_in(request, found, user)
    return _shown(request, found, "me")


def _as_new(request: HttpRequest, found: StaffInvitation) -> HttpResponse:
    form = NewPerson(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        language = (get_language() or "en")[:2]
        user = make_user(found.email, data["first_name"], data["last_name"], data["password"], language=language)
        get_adapter(request).login(request, user)
        return _come_in(request, found, user)
    return _shown(request, found, "new", form=form, status=422 if form.errors else 200)


def _come_in(request: HttpRequest, found: StaffInvitation, user: User) -> HttpResponse:
    calling_in.come_in(found, user)
    return done(request, BEFORE, _("Welcome. Sign the undertaking and set up a second step, and the rooms open."))


def _shown(
    request: HttpRequest, found: StaffInvitation | None, state: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    by = User.objects.filter(pk=found.invited_by_id).first() if found else None
    context = {"invited": found, "by": by, "state": state, "operator": controller().name, **more}
    return page(request, "console/join.html", context, status=status)
