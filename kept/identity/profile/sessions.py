"""From where a person is signed in, and how to end it there (D9)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.identity.again import again
from kept.identity.devices import screen_class
from kept.identity.sessions import Session, digest
from kept.policy.doors import SIGNED_IN, allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page


@allow(SIGNED_IN)
@again()
@keeps("D9")
def sessions(request: HttpRequest) -> HttpResponse:
    """All sessions of mine, this one first."""
    here = digest(request.session.session_key or "")
    mine = sorted(_mine(request), key=lambda one: (one.pk != here, -one.seen_at.timestamp()))
    return page(request, "identity/sessions.html", {"sessions": mine, "here": here})


@allow(SIGNED_IN)
@require_POST
@again()
def end(request: HttpRequest, key: str) -> HttpResponse:
    """End one session of mine. Another person's looks like none: Http404."""
    if not _mine(request).filter(pk=key).delete()[0]:
        raise Http404
    return done(request, "/profile/sessions/", _("That session is ended."))


@allow(SIGNED_IN)
@require_POST
@keeps("C4")
def screen(request: HttpRequest) -> HttpResponse:
    """Note the class of screen that this session is seen on; the browser says it once. Anything else is passed by."""
    said = screen_class(request.POST.get("screen", ""))
    if said and request.session.get("screen") != said:
        request.session["screen"] = said
        _mine(request).filter(pk=digest(request.session.session_key or "")).update(screen=said)
    return HttpResponse(status=204)


@allow(SIGNED_IN)
@require_POST
@again()
def end_others(request: HttpRequest) -> HttpResponse:
    """End all sessions of mine but this one."""
    here = digest(request.session.session_key or "")
    _mine(request).exclude(pk=here).delete()
    return done(request, "/profile/sessions/", _("All other sessions are ended."))


def _mine(request: HttpRequest) -> Any:
    user: Any = request.user
    return Session.objects.filter(user=user, expires_at__gt=timezone.now())
