"""Joining: following the link of an invitation, with a login or without one (U1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.identity.joining import NewPerson, make_user
from kept.identity.keys import digest
from kept.identity.models import Invitation, User
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.public.founding import admit, shared_level
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from kept.web.errors import too_many
from kept.web.pages import done, page


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation says: to whom, into which instance, as what."""

    instance: Instance
    invitation_id: int
    email: str
    role: str
    by: str


@allow(PUBLIC)
@keeps("U1")
def join(request: HttpRequest, number: int, secret: str) -> HttpResponse:
    """Show the invitation, and accept it."""
    if not ratelimit.consume(request, action="signup"):
        return too_many(request)
    invited = find(number, secret)
    if invited is None:
        return page(request, "public/join_gone.html", status=404)
    if request.user.is_authenticated:
        return _as_me(request, invited)
    if User.objects.filter(email=invited.email).exists():
        return page(request, "public/join_sign_in.html", {"invited": invited})
    return _as_new(request, invited)


def find(number: int, secret: str) -> Invited | None:
    """The invitation of a link, unless it was used, withdrawn, or has run out."""
    instance = Instance.objects.filter(pk=number, ended_at=None).first()
    if instance is None:
        return None
    with system("joining", instance.pk, by="public"):
        found = (
            Invitation.objects.filter(token_hash=digest(secret), accepted_at=None, expires_at__gt=timezone.now())
            .select_related("invited_by")
            .first()
        )
        return Invited(instance, found.pk, found.email, found.role, found.invited_by.full_name) if found else None


def _as_me(request: HttpRequest, invited: Invited) -> HttpResponse:
    user: Any = request.user
    fits = user.email == invited.email
    if fits and request.method == "POST":
        return _accept(request, invited, user)
    return page(request, "public/join_me.html", {"invited": invited, "fits": fits})


def _as_new(request: HttpRequest, invited: Invited) -> HttpResponse:
    form = NewPerson(request.POST or None, email=invited.email)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        user = make_user(
            invited.email,
            data["first_name"],
            data["last_name"],
            data["password"],
            language=(get_language() or "en")[:2],
        )
        get_adapter(request).login(request, user)
        return _accept(request, invited, user)
    return page(request, "public/join_new.html", {"invited": invited, "form": form}, status=422 if form.errors else 200)


def _accept(request: HttpRequest, invited: Invited, user: User) -> HttpResponse:
    with system("joining", invited.instance.pk, by="public"):
        admit(user, shared_level(), invited.role)
        Invitation.objects.filter(pk=invited.invitation_id).update(accepted_at=timezone.now())
    return done(request, invited.instance.url, _("Welcome to %(name)s.") % {"name": invited.instance.name})
