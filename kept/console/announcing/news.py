"""News of the service, behind the bell: to read, to put aside, and to have no mail of what is new (U3)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.console.announcing.models import Announcement, NoMail, Reading
from kept.newsletter.writing import as_html
from kept.policy.doors import SIGNED_IN, allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page

HOME = "/news/"
LISTED = 50


@allow(SIGNED_IN)
@keeps("U3")
def news(request: HttpRequest) -> HttpResponse:
    """What was announced, the newest first; what is not put aside has its mark."""
    user: Any = request.user
    found = list(published()[:LISTED])
    read = set(Reading.objects.filter(user=user).values_list("announcement_id", flat=True))
    rows = [(one, as_html(one.text), one.pk not in read and one.published_at > user.joined_at) for one in found]
    context = {
        "rows": rows,
        "unread": sum(new for _one, _html, new in rows),
        "no_mail": NoMail.objects.filter(user=user).exists(),
    }
    return page(request, "announcing/news.html", context)


@allow(SIGNED_IN)
@require_POST
def read(request: HttpRequest, id: int | None = None) -> HttpResponse:
    """Put one aside, or all. Http404 for one that there is not."""
    user: Any = request.user
    wanted = published().filter(pk=id) if id else published()
    keys = list(wanted.values_list("pk", flat=True)[:LISTED])
    if id and not keys:
        raise Http404
    Reading.objects.bulk_create((Reading(announcement_id=key, user=user) for key in keys), ignore_conflicts=True)
    return done(request, HOME, _("Put aside."))


@allow(SIGNED_IN)
@require_POST
@keeps("U3")
def by_mail(request: HttpRequest) -> HttpResponse:
    """Have mail of what is new, or none."""
    user: Any = request.user
    if request.POST.get("mail") == "no":
        NoMail.objects.get_or_create(user=user)
        return done(request, HOME, _("You get no mail of what is new. It stands here."))
    NoMail.objects.filter(user=user).delete()
    return done(request, HOME, _("You get mail of what is new."))


def published() -> Any:
    """All that stands behind the bell."""
    return Announcement.objects.filter(withdrawn_at=None).exclude(published_at=None).order_by("-published_at", "-pk")
