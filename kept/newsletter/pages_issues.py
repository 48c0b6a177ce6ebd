"""The editors' pages of issues: a list, a sheet to write on, a look, a test, and the sending with its progress."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from kept.newsletter import counting, sending
from kept.newsletter.composing import letter
from kept.newsletter.forms import IssueForm
from kept.newsletter.models import Audience, Issue, Sending, Subscriber, new_letter
from kept.newsletter.writing import as_html
from kept.outside import mail
from kept.policy.doors import allow
from kept.web.pages import done, is_htmx, page
from kept.web.refused import Refused

HOME = "/operator/newsletter/"
LISTED = 100


@allow("staff.newsletter")
def issues(request: HttpRequest) -> HttpResponse:
    """All issues, the latest first, and how many people read."""
    gone = Count("sending", filter=Q(sending__state__in=Sending.WENT))
    found = Issue.objects.annotate(gone=gone).order_by("-created_at")[:LISTED]
    return page(request, "newsletter/issues.html", {"issues": found, "readers": readers(), "tabs": tabs(request)})


@allow("staff.newsletter")
def write(request: HttpRequest, id: int | None = None) -> HttpResponse:
    """Write a new issue, or go on with a draft."""
    issue = _draft(id) if id else None
    form = IssueForm(request.POST if request.method == "POST" else None, instance=issue)
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        return done(request, f"{HOME}{kept.pk}/", _("Kept. Have a look at it, then send it."))
    context = {"form": form, "issue": issue, "shown": as_html(form["text"].value() or "")}
    return page(request, "newsletter/write.html", context, status=422 if form.errors else 200)


@allow("staff.newsletter")
def preview(request: HttpRequest) -> HttpResponse:
    """What the words on the sheet will look like."""
    return page(
        request, "newsletter/write.html", {"shown": as_html(request.POST.get("text", "")[:50_000])}, block="shown"
    )


@allow("staff.newsletter")
def issue(request: HttpRequest, id: int) -> HttpResponse:
    """An issue as its readers see it, and what may be done with it."""
    found = get_object_or_404(Issue, pk=id)
    context = {"issue": found, "shown": as_html(found.text), **_numbers(found)}
    return page(request, "newsletter/issue.html", context, block="work" if is_htmx(request) else None)


@allow("staff.newsletter")
def test(request: HttpRequest, id: int) -> HttpResponse:
    """Send it to the person who asks, and to nobody else."""
    found = get_object_or_404(Issue, pk=id)
    if request.method == "POST":
        user: Any = request.user
        sample = letter(found, user, id=new_letter())
        mail.send(
            purpose="L1",
            recipient=mail.EMAIL,
            to=user.email,
            subject=_("Test: %(subject)s") % {"subject": found.subject},
            text=sample.text,
            html=sample.html,
        )
        return done(request, f"{HOME}{id}/", _("A test is on its way to %(email)s.") % {"email": user.email})
    return done(request, f"{HOME}{id}/")


@allow("staff.newsletter")
def send(request: HttpRequest, id: int) -> HttpResponse:
    """Ask once more, since a letter cannot be called back; then begin, or go on after a stop."""
    found = get_object_or_404(Issue, pk=id)
    if found.state not in ("draft", "stopped"):
        raise Refused(_("This issue is on its way or has gone already."))
    if request.method == "POST":
        sending.start(found)
        return done(request, f"{HOME}{id}/", _("The first letters go within a minute."))
    context = {"issue": found, "title": _("Send this issue?"), "action": request.path, "back_url": f"{HOME}{id}/"}
    return page(request, "newsletter/send.html", {**context, **_numbers(found)})


@allow("staff.newsletter")
def stop(request: HttpRequest, id: int) -> HttpResponse:
    """Hold the letters that have not gone."""
    found = get_object_or_404(Issue, pk=id)
    if request.method == "POST" and found.state == "sending":
        sending.stop(found)
    return done(request, f"{HOME}{id}/", _("Stopped. What has not gone waits."))


@allow("staff.newsletter")
def drop(request: HttpRequest, id: int) -> HttpResponse:
    """Throw a draft away; it can be taken back."""
    found = _draft(id)
    if request.method == "POST":
        words = {"subject": found.subject, "text": found.text, "audience": found.audience, "language": found.language}
        request.session["dropped_issue"] = {**words, "per_minute": found.per_minute}
        found.delete()
        return done(request, HOME, _("The draft is gone."), undo_url=f"{HOME}take-back/")
    return done(request, f"{HOME}{id}/")


@allow("staff.newsletter")
def take_back(request: HttpRequest) -> HttpResponse:
    """Have the dropped draft again."""
    words = request.session.pop("dropped_issue", None) if request.method == "POST" else None
    if words is None:
        return done(request, HOME)
    return done(request, f"{HOME}{Issue.objects.create(**words).pk}/", _("The draft is back."))


def readers() -> int:
    """How many read today."""
    return int(Subscriber.objects.filter(withdrawn_at=None, stopped_at=None).count())


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The parts of the room."""
    parts = ((_("Issues"), HOME), (_("Readers"), f"{HOME}readers/"), (_("Numbers"), f"{HOME}numbers/"))
    return [{"label": label, "url": url, "current": request.path == url} for label, url in parts]


def _draft(id: int) -> Issue:
    found = get_object_or_404(Issue, pk=id)
    if found.state != "draft":
        raise Refused(_("This issue is on its way or has gone already."))
    return found


def _numbers(issue: Issue) -> dict[str, Any]:
    """How many it goes to, and how many letters went."""
    counted = dict(Sending.objects.filter(issue=issue).values_list("state").annotate(n=Count("pk")).order_by())
    if issue.filled_at:
        total = sum(counted.values())
    elif issue.audience == Audience.READERS:
        total = Subscriber.objects.filter(language=issue.language, withdrawn_at=None, stopped_at=None).count()
    else:
        total = sending.customers(issue.language).count()
    went: dict[str, Any] = {
        name: counted.get(name, 0) for name in (Sending.SENT, Sending.SKIPPED, Sending.REFUSED, Sending.WAITING)
    }
    went[Sending.SENT] += counted.get(Sending.RETURNED, 0)
    went["read"] = counting.shown(counting.of_issue(issue))
    return {"total": total, "done": total - went["waiting"] if issue.filled_at else 0, **went}
