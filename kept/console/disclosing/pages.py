"""The officer's pages of demands: the list, one to be entered, and each with all that was done."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.console.disclosing import doing
from kept.console.disclosing.forms import DemandForm, PaperForm
from kept.console.disclosing.jobs import look_at
from kept.console.disclosing.models import Demand, HandedOver, Step
from kept.console.disclosing.states import OPEN, Act, State
from kept.identity.models import User
from kept.policy import clock
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.tenancy.ids import id_of
from kept.web.addresses import absolute
from kept.web.pages import done, page

HOME = "/operator/disclosures/"
LISTED = 200
ICONS = {
    "receive": "in", "examine": "search", "review": "check-all", "send_back": "undo", "hand_over": "package",
    "refuse": "ban", "bar": "lock", "tell": "mail", "paper": "paperclip", "fetch": "download",
}  # fmt: skip


@allow("staff.disclosures")
@keeps("S2")
def demands(request: HttpRequest) -> HttpResponse:
    """Those that wait first."""
    found = list(Demand.objects.order_by("-pk")[:LISTED])
    rows = sorted(found, key=lambda one: (not one.is_open, -one.pk))
    return page(request, "disclosing/list.html", {"rows": rows, "waiting": sum(one.state in OPEN for one in found)})


@allow("staff.disclosures")
@keeps("S2")
def new(request: HttpRequest) -> HttpResponse:
    """Enter a demand; what is held is looked up at once."""
    form = DemandForm(
        request.POST if request.method == "POST" else None, initial={"received_on": clock.today(), **_like(request)}
    )
    if request.method == "POST" and form.is_valid():
        made = doing.receive(by=me_of(request), **form.facts())
        look_at.defer(demand_id=made.pk, user_id=me_of(request))
        return done(request, f"{HOME}{made.pk}/", _("Written down. What is held is being looked up."))
    return page(request, "disclosing/new.html", {"form": form}, status=422 if form.errors else 200)


def _like(request: HttpRequest) -> dict[str, Any]:
    """The same paper about another person: who asks, under which number, on which ground."""
    like = id_of(request.GET.get("like"))
    one = Demand.objects.filter(pk=like).first() if like else None
    names = ("asker", "reference", "received_on", "reason", "wanted", "barred_until", "bar_order")
    return {name: getattr(one, name) for name in names} if one else {}


@allow("staff.disclosures")
@keeps("S2")
def demand(request: HttpRequest, id: int) -> HttpResponse:
    """One, with all that was done."""
    return shown(request, demand_or_404(id))


@allow("staff.disclosures")
def progress(request: HttpRequest, id: int) -> HttpResponse:
    """For a page that waits for a job: still at it, or look again."""
    one = demand_or_404(id)
    if is_busy(one):
        return page(request, "disclosing/one.html", {"one": one, "busy": True}, block="work")
    return HttpResponse(headers={"HX-Refresh": "true"})


def shown(
    request: HttpRequest, one: Demand, paper: PaperForm | None = None, *, password: str = "", status: int = 200
) -> HttpResponse:
    """The page of a demand."""
    steps = list(one.steps.all())
    names = {
        user.pk: user.full_name for user in User.objects.filter(pk__in={step.by_id for step in steps if step.by_id})
    }
    made = HandedOver.objects.filter(demand=one).first()
    context = {
        "one": one,
        "busy": is_busy(one),
        "acts": acts_of(one, me_of(request)),
        "story": [_told(step, names) for step in steps],
        "chosen": chosen_in_words(one),
        "papers": one.papers.order_by("pk").defer("content"),
        "paper_form": paper or PaperForm(),
        "made": made,
        "link": absolute(reverse("console:disclosure", args=[made.link])) if made and made.content else "",
        "password": password,
        "examined_by_me": _examiner(steps) == me_of(request) and one.state == State.EXAMINED,
    }
    return page(request, "disclosing/one.html", context, status=status)


def acts_of(one: Demand, me: int) -> list[str]:
    """What may be done with it now, by this person."""
    found = {
        State.RECEIVED: [Act.EXAMINE, Act.REFUSE],
        State.EXAMINED: [Act.REVIEW, Act.SEND_BACK, Act.REFUSE],
        State.REVIEWED: [Act.HAND_OVER, Act.SEND_BACK, Act.REFUSE],
    }.get(State(one.state), [])
    if one.state == State.RECEIVED and one.looked_at is None:
        found = [Act.REFUSE]
    if one.state == State.EXAMINED and _examiner(list(one.steps.all())) == me:
        found = [Act.SEND_BACK, Act.REFUSE]
    if one.state == State.HANDED_OVER and not one.told_at and not one.is_barred:
        found = [Act.TELL]
    if one.told_at is None and one.state != State.REFUSED:
        found = [*found, Act.BAR]
    return [act.value for act in found]


def _examiner(steps: list[Step]) -> int | None:
    return next((step.by_id for step in reversed(steps) if step.act == Act.EXAMINE), None)


def is_busy(one: Demand) -> bool:
    """Whether a job is at work: the first look, or the hand-over that was asked for."""
    if one.trouble:
        return False
    return one.is_open and (one.looked_at is None or one.handing_at is not None)


def chosen_in_words(one: Demand) -> list[tuple[str, str, int]]:
    """What was chosen: kind, columns, how many rows."""
    known = {kind["kind"]: kind for kind in one.found}
    found = []
    for kind, columns in one.chosen.items():
        about = known.get(kind, {"title": kind, "n": 0, "columns": []})
        labels = {column["name"]: column["label"] for column in about["columns"]}
        found.append((about["title"], ", ".join(labels.get(name, name) for name in columns if name != "*"), about["n"]))
    return found


def demand_or_404(id: int) -> Demand:
    """A demand."""
    found = Demand.objects.filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def me_of(request: HttpRequest) -> int:
    """The number of the user at the door."""
    return int(request.user.pk or 0)


def _told(step: Step, names: dict[int, str]) -> dict[str, Any]:
    from kept.web.formats import moment

    who = names.get(step.by_id or 0, "")
    return {
        "icon": ICONS.get(step.act, "task"),
        "title": step.get_act_display(),
        "text": step.reason,
        "when": f"{moment(step.at)}{', ' + who if who else ''}",
        "at": step.at.isoformat(),
    }
