"""The editors' page of readers: who reads, since when, and a way to end it for those who ask by other means."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from kept.newsletter import joining
from kept.newsletter.models import Subscriber
from kept.newsletter.pages_issues import HOME, readers, tabs
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.tenancy.ids import id_of
from kept.web.pages import done, page

LISTED = 50


@allow("staff.newsletter")
def people(request: HttpRequest) -> HttpResponse:
    """Readers by address; those whose mailbox is no more stand among them, and say so."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:254]
    after = id_of(request.GET.get("after"))
    found = Subscriber.objects.order_by("pk")
    if asked:
        found = found.filter(email__icontains=asked)
    if after:
        found = found.filter(pk__gt=after)
    rows = list(found[: LISTED + 1])
    context = {"rows": rows[:LISTED], "more": rows[LISTED - 1].pk if len(rows) > LISTED else None, "q": asked}
    return page(request, "newsletter/readers.html", {**context, "readers": readers(), "tabs": tabs(request)})


@allow("staff.newsletter")
@keeps("L4", "R7")
def end(request: HttpRequest, id: int) -> HttpResponse:
    """Take a reader off who said so by telephone or letter: as final as if they had clicked."""
    reader = get_object_or_404(Subscriber, pk=id)
    if request.method == "POST":
        joining.leave(reader, by=request.user.pk)
        return done(request, f"{HOME}readers/", _("They get no more of it, and the address is deleted."))
    context = {"reader": reader, "title": _("End the newsletter of this reader?"), "action": request.path}
    return page(request, "newsletter/end.html", {**context, "back_url": f"{HOME}readers/"})
