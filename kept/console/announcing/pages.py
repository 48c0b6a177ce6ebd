"""The editor's pages: announcements, a sheet to write on, a look at both languages, publishing, taking back."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from kept.console.announcing import publishing
from kept.console.announcing.forms import AnnouncementForm
from kept.console.announcing.models import Announcement, Telling
from kept.console.announcing.telling import untold
from kept.newsletter.writing import as_html
from kept.policy import clock
from kept.policy.doors import allow
from kept.web.pages import done, page
from kept.web.refused import Refused

HOME = "/operator/announcements/"
LISTED = 100


@allow("staff.announce")
def announcements(request: HttpRequest) -> HttpResponse:
    """All of them, drafts first."""
    found = Announcement.objects.annotate(told=Count("tellings"))
    rows = found.order_by(F("published_at").desc(nulls_first=True), "-pk")[:LISTED]
    return page(request, "announcing/list.html", {"rows": rows})


@allow("staff.announce")
def write(request: HttpRequest, id: int | None = None) -> HttpResponse:
    """Write a new one, or go on with a draft."""
    draft = _draft(id) if id else None
    form = AnnouncementForm(request.POST if request.method == "POST" else None, instance=draft)
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        return done(request, f"{HOME}{kept.pk}/", _("Kept. Have a look at it, then publish it."))
    return page(request, "announcing/write.html", {"form": form, "one": draft}, status=422 if form.errors else 200)


@allow("staff.announce")
def announcement(request: HttpRequest, id: int) -> HttpResponse:
    """One, as its readers see it, and what became of it."""
    found = get_object_or_404(Announcement, pk=id)
    told = dict(Telling.objects.filter(announcement=found).values_list("what").annotate(n=Count("pk")).order_by())
    context = {
        "one": found,
        "in_both": [(_("English"), "en", found.title_en, as_html(found.text_en)),
                    (_("Czech"), "cs", found.title_cs, as_html(found.text_cs))],
        "told": {what: told.get(what, 0) for what in (Telling.SENT, Telling.STOPPED, Telling.OFF, Telling.UNREACHED)},
    }  # fmt: skip
    return page(request, "announcing/one.html", context)


@allow("staff.announce")
def publish(request: HttpRequest, id: int) -> HttpResponse:
    """Ask once more, since a letter cannot be called back; then publish."""
    found = _draft(id)
    wrong = ""
    if request.method == "POST":
        if request.POST.get("no_offer") == "yes":
            publishing.publish(found, by=int(request.user.pk or 0))
            return done(request, f"{HOME}{id}/", _("Published. It stands behind the bell."))
        wrong = _("Tick that it offers nothing. Offers go with the newsletter, to who wants them.")
    found.published_at = clock.now()
    context: dict[str, Any] = {
        "one": found, "title": _("Publish it?"), "action": request.path, "back_url": f"{HOME}{id}/", "wrong": wrong,
        "people": untold(found).count() if found.by_mail else 0,
    }  # fmt: skip
    return page(request, "announcing/publish.html", context, status=422 if wrong else 200)


@allow("staff.announce")
def withdraw(request: HttpRequest, id: int) -> HttpResponse:
    """Take it back: it stands behind no bell any more."""
    found = get_object_or_404(Announcement, pk=id)
    if request.method == "POST" and found.published_at and not found.withdrawn_at:
        publishing.withdraw(found)
        return done(request, f"{HOME}{id}/", _("Taken back."))
    return done(request, f"{HOME}{id}/")


@allow("staff.announce")
def drop(request: HttpRequest, id: int) -> HttpResponse:
    """Throw a draft away."""
    found = _draft(id)
    if request.method == "POST":
        found.delete()
        return done(request, HOME, _("The draft is gone."))
    return done(request, f"{HOME}{id}/")


def _draft(id: int) -> Announcement:
    found = get_object_or_404(Announcement, pk=id)
    if found.published_at:
        raise Refused(_("This announcement is published already."))
    return found
