"""The customer's side of the lockbox: who is in, what they may touch, how long still, what they did; and the end of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.console.lockbox import agreement, closing, jobs, opening, operations, own_fields, showing
from kept.console.lockbox.forms import ScopeForm
from kept.console.lockbox.models import Operation, Side, State
from kept.console.lockbox.operations import Case
from kept.console.lockbox.scope import ACTS
from kept.identity.again import again
from kept.identity.models import Membership
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page

MOST = 50


def case_here(request: Any, id: int) -> Case:
    """An operation of the open instance."""
    row = Operation.objects.filter(instance_id=request.instance.pk, pk=id).first()
    if row is None:
        raise Http404
    return Case(row)


def to(request: Any, name: str, **kwargs: Any) -> str:
    """The address of a page of this room in the open instance."""
    return reverse(f"lockbox_instance:{name}", kwargs={"instance": request.instance.slug, **kwargs})


@allow("privacy.manage")
def overview(request: Any) -> HttpResponse:
    """All operations of the instance, the newest first."""
    rows = Operation.objects.filter(instance_id=request.instance.pk).order_by("-pk")[:MOST]
    found = [(case, showing.kept(case), to(request, "case", id=case.pk), "") for case in showing.cases(rows)]
    return page(request, "lockbox/list.html", {"cases": found, "ask_url": to(request, "ask"), "customer": True})


@allow("privacy.manage")
def ask(request: Any) -> HttpResponse:
    """Ask the operator for a data operation."""
    owners = Membership.objects.filter(left_at=None).order_by("full_name").values_list("pk", "full_name")
    form = ScopeForm(request.POST or None, owners=list(owners), own=own_fields.here(), priced=False)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        case = operations.begin(
            request.instance, Side.CUSTOMER, data["kind"], data["why"], form.scope(), "", request.access.user_id
        )
        return done(request, to(request, "case", id=case.pk), _("Asked. The operator answers with an agreement."))
    context = {
        "form": form, "title": _("Ask for a data operation"), "back_url": to(request, "list"), "verb": _("Ask"),
        "customer": True,
    }  # fmt: skip
    return page(request, "lockbox/ask.html", context)


@allow("privacy.manage")
def case(request: Any, id: int) -> HttpResponse:
    """One operation: the agreement, and while it is open everything that is done."""
    found = case_here(request, id)
    context = {**shown(found), "lines": showing.lines(found), "customer": True, **addresses(request, found)}
    return page(request, "lockbox/case.html", context)


@allow("privacy.manage")
def live(request: Any, id: int) -> HttpResponse:
    """How it stands now; with the statements, if there is one that the page does not show yet."""
    found = case_here(request, id)
    context = {**shown(found), "customer": True, "live": True, **addresses(request, found)}
    if request.GET.get("after") != str(context["tally"]["newest"]):
        context["lines"] = showing.lines(found)
    return page(request, "lockbox/live.html", context)


def shown(found: Case) -> dict[str, Any]:
    """What both sides see."""
    return {
        "case": found, "state": found.state, "kept": showing.kept(found), "term": showing.term(found),
        "acts": [ACTS[act] for act in found.scope.acts], "parts": showing.parts(found), "tally": showing.tally(found), "story": showing.story(found),
        "said": agreement.said(found.agreement), "as_stored": agreement.as_stored(found.agreement),
        "turn": showing.waits_for(found), "left": showing.left(found),
    }  # fmt: skip


def addresses(request: Any, found: Case) -> dict[str, str]:
    """Where the acts lead that may be taken now."""
    may = {"accept": State.OPEN, "refuse": State.REFUSED, "withdraw": State.WITHDRAWN, "end": State.ENDED}
    urls = {
        f"{name}_url": to(request, name, id=found.pk) for name, state in may.items() if found.may(state, Side.CUSTOMER)
    }
    urls |= {"list_url": to(request, "list"), "live_url": to(request, "live", id=found.pk)}
    if found.certificate:
        urls["certificate_url"] = to(request, "certificate", id=found.pk)
    return urls


@allow("privacy.manage")
@again(second=True)
@keeps("D8")
def accept(request: Any, id: int) -> HttpResponse:
    """Accept the agreement, with the second step of a moment ago: from then on the operator's staff can come in."""
    found = case_here(request, id)
    back = to(request, "case", id=id)
    if not found.may(State.OPEN, Side.CUSTOMER):
        return done(request, back, _("There is nothing to accept."))
    if request.method == "POST":
        opening.accept(found, request.access, request.POST.get("digest", ""))
        return done(request, back, _("Open. You see here what they do, and can end it at any time."))
    context = {**shown(found), "title": _("Open the lockbox?"), "action": request.path, "back_url": back}
    return page(request, "lockbox/accept.html", context)


def _step(request: Any, id: int, to_state: str, said: Any, asked: Any) -> HttpResponse:
    found = case_here(request, id)
    back = to(request, "case", id=id)
    if request.method == "POST":
        operations.take(found, to_state, Side.CUSTOMER, request.access.user_id)
        return done(request, back, said)
    return page(request, "lockbox/sure.html", {"title": asked, "action": request.path, "back_url": back})


@allow("privacy.manage")
def refuse(request: Any, id: int) -> HttpResponse:
    """Say no to what the operator proposes."""
    return _step(request, id, State.REFUSED, _("Refused. Nobody comes in."), _("Refuse this?"))


@allow("privacy.manage")
def withdraw(request: Any, id: int) -> HttpResponse:
    """Take back what was asked."""
    return _step(request, id, State.WITHDRAWN, _("Taken back."), _("Take this back?"))


@allow("privacy.manage")
@keeps("D8")
def end(request: Any, id: int) -> HttpResponse:
    """End it now: the database shows nothing from the moment when this is answered."""
    found = case_here(request, id)
    back = to(request, "case", id=id)
    if request.method == "POST":
        closing.end(found, Side.CUSTOMER, request.access.user_id)
        jobs.close.defer(instance_id=request.instance.pk, operation_id=found.pk)
        return done(request, back, _("Ended. Nobody can look in any more."))
    context = {"title": _("End the access now?"), "action": request.path, "back_url": back, "end": True}
    return page(request, "lockbox/sure.html", context)


@allow("privacy.manage")
def certificate(request: Any, id: int) -> HttpResponse:
    """The proof that nothing is left."""
    from kept.console.lockbox import proof

    return proof.shown(
        request, case_here(request, id), request.instance.name, to(request, "case", id=id), customer=True
    )
