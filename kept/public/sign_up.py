"""Sign-up: the page answers the same whether or not the address is known; only the mail tells (C1, D9)."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.signup import complete_signup, prevent_enumeration
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.identity.models import User
from kept.policy.doors import PUBLIC, SIGNED_IN, allow
from kept.policy.keeps import keeps
from kept.public.forms import InstanceName, SignUpForm
from kept.public.founding import found_instance
from kept.public.models import SignUp
from kept.web.errors import too_many
from kept.web.pages import done, go, page


@allow(PUBLIC)
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for an instance."""
    if request.user.is_authenticated:
        return go("/new-instance/", request=request)
    form = SignUpForm(request.POST or None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="signup"):
            return too_many(request)
        if form.is_valid():
            return _asked(request, form.cleaned_data)
    return page(request, "public/sign_up.html", {"form": form}, status=422 if form.errors else 200)


@allow(SIGNED_IN)
def another(request: HttpRequest) -> HttpResponse:
    """Found one more instance for a person who has a login already (U1)."""
    form = InstanceName(request.POST or None)
    if form.is_valid():
        user: Any = request.user
        instance = found_instance(user, form.cleaned_data["instance_name"], user.language)
        return done(request, instance.url, _("%(name)s is open.") % {"name": instance.name})
    return page(request, "public/new_instance.html", {"form": form}, status=422 if form.errors else 200)


@keeps("C1")
def _asked(request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
    if EmailAddress.objects.filter(email=data["email"]).exists() or User.objects.filter(email=data["email"]).exists():
        make_password(data["password"])  # takes as long as a new user would
        answer: HttpResponse = prevent_enumeration(request, email=data["email"])
        return answer
    language = (get_language() or "en")[:2]
    user = User.objects.create_user(
        data["email"],
        data["password"],
        first_name=data["first_name"],
        last_name=data["last_name"],
        language=language,
    )
    SignUp.objects.create(user=user, instance_name=data["instance_name"], language=language)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    get_adapter(request)
    sent: HttpResponse = complete_signup(request, user=user)
    return sent
