"""The operator's side of the lockbox: propose, go in, look, correct, copy, and end. Nothing here without the customer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.console.lockbox import closing, jobs, operations, showing
from kept.console.lockbox.customer import shown
from kept.console.lockbox.forms import ScopeForm, filled
from kept.console.lockbox.models import Operation, Side, State
from kept.console.lockbox.operations import Case
from kept.policy.doors import allow
from kept.tenancy.models import Instance
from kept.web.pages import done, page

MOST = 100


def case_of(id: int) -> Case:
    """An operation of any instance; of the instance itself nothing is seen by it."""
    row = Operation.objects.filter(pk=id).first()
    if row is None:
        raise Http404
    return Case(row)


def to(name: str, id: int) -> str:
    """The address of a page of this room."""
    return reverse(f"lockbox_operator:{name}", kwargs={"id": id})


def customer_of(case: Case) -> Instance:
    """Whose instance it is."""
    return Instance.objects.get(pk=case.row.instance_id)


@allow("staff.lockbox")
def overview(request: HttpRequest) -> HttpResponse:
    """All operations, the newest first."""
    found = showing.cases(Operation.objects.order_by("-pk")[:MOST])
    names = dict(Instance.objects.filter(pk__in={case.row.instance_id for case in found}).values_list("pk", "name"))
    rows = [(case, showing.kept(case), to("case", case.pk), names.get(case.row.instance_id, "")) for case in found]
    return page(request, "lockbox/list_operator.html", {"cases": rows, "ask_url": reverse("lockbox_operator:propose")})


@allow("staff.lockbox")
def propose(request: Any) -> HttpResponse:
    """Propose an operation to a customer."""
    form = ScopeForm(request.POST or None, priced=True)
    slug = request.POST.get("customer", "").replace("\x00", "").strip()
    instance = Instance.objects.filter(slug=slug, ended_at=None).first() if slug else None
    if request.method == "POST" and form.is_valid() and instance:
        data = form.cleaned_data
        case = operations.begin(
            instance, Side.OPERATOR, data["kind"], data["why"], form.scope(), data["price"], request.access.user_id
        )
        return done(request, to("case", case.pk), _("Proposed. It lapses unless the customer accepts it."))
    context = {
        "form": form, "title": _("Propose a data operation"), "back_url": reverse("lockbox_operator:list"),
        "verb": _("Propose"), "asks_customer": True, "slug": slug,
        "unknown": request.method == "POST" and instance is None,
    }  # fmt: skip
    return page(request, "lockbox/ask.html", context)


@allow("staff.lockbox")
def answer(request: Any, id: int) -> HttpResponse:
    """Lay an agreement on the table for what a customer asked, or a better one in place of the last."""
    case = case_of(id)
    if case.state not in (State.ASKED, State.PROPOSED):
        return done(request, to("case", id), _("There is nothing to propose any more."))
    known = filled(case.scope, case.row.kind, case.row.why, case.agreement.price)
    owners = [(case.scope.value, _("number %(n)s") % {"n": case.scope.value})] if case.scope.by == "owner" else []
    posted = {
        **request.POST.dict(),
        "fields_of": request.POST.getlist("fields_of"),
        "acts": request.POST.getlist("acts"),
    }
    posted |= {"kind": case.row.kind, "why": case.row.why}
    form = ScopeForm(
        posted if request.method == "POST" else None, initial=known, owners=owners, own=case.scope.labels, priced=True
    )
    if request.method == "POST" and form.is_valid():
        operations.answer(case, customer_of(case), form.scope(), form.cleaned_data["price"], request.access.user_id)
        return done(request, to("case", id), _("Proposed. It lapses unless the customer accepts it."))
    context = {"form": form, "title": _("Propose an agreement"), "back_url": to("case", id), "verb": _("Propose"), "settled": case}  # fmt: skip
    return page(request, "lockbox/ask.html", context)


@allow("staff.lockbox")
def case(request: Any, id: int) -> HttpResponse:
    """One operation, as the customer sees it, with the operator's acts."""
    found = case_of(id)
    may = {"refuse": State.REFUSED, "withdraw": State.WITHDRAWN, "end": State.ENDED}
    urls = {f"{name}_url": to(name, id) for name, state in may.items() if found.may(state, Side.OPERATOR)}
    if found.state in (State.ASKED, State.PROPOSED):
        urls["answer_url"] = to("answer", id)
    if found.is_open:
        urls["enter_url"] = to("enter", id)
    if found.certificate:
        urls["certificate_url"] = to("certificate", id)
    context = {
        **shown(found), "lines": showing.lines(found), **urls, "list_url": reverse("lockbox_operator:list"),
        "instance_name": customer_of(found).name,
    }  # fmt: skip
    return page(request, "lockbox/case.html", context)


def _step(request: Any, id: int, to_state: str, said: Any, asked: Any) -> HttpResponse:
    found = case_of(id)
    if request.method == "POST":
        operations.take(found, to_state, Side.OPERATOR, request.access.user_id)
        return done(request, to("case", id), said)
    return page(request, "lockbox/sure.html", {"title": asked, "action": request.path, "back_url": to("case", id)})


@allow("staff.lockbox")
def refuse(request: Any, id: int) -> HttpResponse:
    """Say that it will not be done."""
    return _step(request, id, State.REFUSED, _("Refused."), _("Refuse this?"))


@allow("staff.lockbox")
def withdraw(request: Any, id: int) -> HttpResponse:
    """Take back what was proposed."""
    return _step(request, id, State.WITHDRAWN, _("Taken back."), _("Take this back?"))


@allow("staff.lockbox")
def end(request: Any, id: int) -> HttpResponse:
    """The work is done, or shall not go on."""
    found = case_of(id)
    if request.method == "POST":
        closing.end(found, Side.OPERATOR, request.access.user_id)
        jobs.close.defer(instance_id=found.row.instance_id, operation_id=found.pk)
        return done(request, to("case", id), _("Ended. Nobody can look in any more."))
    context = {"title": _("End the access now?"), "action": request.path, "back_url": to("case", id), "end": True}
    return page(request, "lockbox/sure.html", context)


@allow("staff.lockbox")
def certificate(request: Any, id: int) -> HttpResponse:
    """The proof that nothing is left."""
    from kept.console.lockbox import proof

    found = case_of(id)
    return proof.shown(request, found, customer_of(found).name, to("case", id), customer=False)


def gone(request: Any, id: int) -> HttpResponse:
    """Back to the operation, when it cannot be worked on."""
    return redirect(to("case", id))
