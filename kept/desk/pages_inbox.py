"""The desk's inbox: the talks by whose turn it is, and the search for a caller."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.desk import chatting, correspondents, talking
from kept.desk.forms import NewForm
from kept.desk.jobs import mailbox
from kept.desk.locked import locked
from kept.desk.models import CallBack, ContactPoint, Correspondent, Message, Thread
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.policy.terms import Channel
from kept.tenancy.ids import id_of
from kept.web.pages import done, page

HOME = "/operator/desk/"
LISTED = 50
State = Thread.State


@allow("staff.desk")
def inbox(request: HttpRequest) -> HttpResponse:
    """Talks in a state, the longest waiting first while it is our turn, else the latest first."""
    state = request.GET.get("state", State.OPEN)
    found = Thread.objects.exclude(correspondent__in=locked()).select_related("correspondent", "chat")
    found = found.prefetch_related("correspondent__contactpoint_set")
    if state == "mine":
        found = found.filter(assigned=request.user).exclude(state=State.CLOSED)
    else:
        state = state if state in State.values else State.OPEN
        found = found.filter(state=state)
    order = "last_at" if state == State.OPEN else "-last_at"
    skip = id_of(request.GET.get("from")) or 0
    rows = list(found.order_by(order, "pk")[skip : skip + LISTED + 1])
    context = {"rows": rows[:LISTED], "more": skip + LISTED if len(rows) > LISTED else None, "state": state}
    return page(
        request,
        "desk/inbox.html",
        {**context, "tabs": tabs(request, state), "mailbox": mailbox(), "live": chatting.live()},
    )


@allow("staff.desk")
@keeps("C8")
def live(request: HttpRequest) -> HttpResponse:
    """How many wait in a chat, now: the inbox asks each few seconds."""
    waiting = chatting.live()
    if str(waiting) == request.GET.get("n", ""):
        return HttpResponse(status=204)
    return page(request, "desk/live.html", {"live": waiting})


@allow("staff.desk")
@keeps("U2")
def caller(request: HttpRequest) -> HttpResponse:
    """Who calls? By a number in any way of writing, an address, or a name."""
    asked = request.GET.get("q", "")
    known, users = correspondents.callers(asked)
    context = {"q": asked[:254], "known": known, "users": users, "tabs": tabs(request, "caller")}
    return page(request, "desk/caller.html", context)


@allow("staff.desk")
@keeps("C8")
def new(request: HttpRequest) -> HttpResponse:
    """Write down what somebody said by telephone, in a chat, on a network, in a conference."""
    form = NewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        thread = talking.begin(_somebody(data["way"], data["value"]), Channel.of(data["channel"]), data["subject"])
        talking.say(thread, Message.IN, data["text"], by=request.user)
        return done(request, f"{HOME}{thread.pk}/", _("Written down."))
    return page(request, "desk/new.html", {"form": form}, status=422 if form.errors else 200)


def _somebody(way: str, value: str) -> Any:
    """The correspondent whom this way leads to, made known when it leads to nobody yet."""
    if way == "email":
        return correspondents.by_email(value)
    if way == "telephone":
        return correspondents.by_telephone(value)
    point = ContactPoint.objects.filter(**{way: value}).select_related("correspondent").first()
    if point is not None:
        return point.correspondent
    with transaction.atomic():
        known = Correspondent.objects.create()
        correspondents.add(known, way, value)
    return known


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The parts of the desk, with what waits in each."""
    user: Any = request.user
    n = Thread.objects.exclude(correspondent__in=locked()).aggregate(
        open=Count("pk", filter=Q(state=State.OPEN)),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        mine=Count("pk", filter=Q(assigned=user) & ~Q(state=State.CLOSED)),
    )
    calls = CallBack.objects.filter(closed_at=None).exclude(correspondent__in=locked()).count()
    parts = (
        ("open", _("Our turn"), HOME, n["open"]),
        ("mine", _("Mine"), f"{HOME}?state=mine", n["mine"]),
        ("waiting", _("Their turn"), f"{HOME}?state=waiting", n["waiting"]),
        ("closed", _("Closed"), f"{HOME}?state=closed", ""),
        ("calls", _("To call"), f"{HOME}calls/", calls),
        ("caller", _("Who calls?"), f"{HOME}caller/", ""),
        ("meetings", _("Appointments"), f"{HOME}meetings/", ""),
        ("ideas", _("Ideas"), f"{HOME}ideas/", ""),
    )
    return [{"label": label, "url": url, "count": n or "", "current": name == current} for name, label, url, n in parts]
