"""The door of these pages: an administrator, who signed in a moment ago, by a second step if they have one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.identity.again import ask

View = Callable[..., HttpResponse]
SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def as_sure_as_can_be(view: View) -> View:
    """Ask for the second step of whoever has one, else for the password. Stands below `@allow`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        second = Authenticator.objects.filter(user_id=request.user.pk, type__in=SECOND).exists()
        asked = ask(request, second=second)
        return asked if asked is not None else view(request, *args, **kwargs)

    guarded.asks_again = "second if there is one"  # type: ignore[attr-defined]
    return guarded


def address(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """The address of one of these pages."""
    return reverse(f"leaving:{name}", kwargs={"instance": request.instance.slug, **kwargs})  # type: ignore[attr-defined]


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The tabs of the settings, of which this is the last."""
    slug = request.instance.slug  # type: ignore[attr-defined]
    names = [("settings:fields", _("Fields")), ("settings:lists", _("Value lists")), ("settings:tags", _("Tags"))]
    names += [("reasons:home", _("Reasons")), ("settings:instance", _("Instance"))]
    found = [{"label": label, "url": reverse(name, kwargs={"instance": slug})} for name, label in names]
    return [*found, {"label": _("Leaving"), "url": address(request, "overview"), "current": True}]
