"""The room inside the lockbox: the agreed records as a table, a correction of one or of all, the copy."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.console.lockbox import agreement, copies, hand, jobs, showing
from kept.console.lockbox.forms import CorrectionForm
from kept.console.lockbox.hand import Correction
from kept.console.lockbox.models import Line
from kept.console.lockbox.objects import Fact
from kept.console.lockbox.operations import Case
from kept.console.lockbox.operators import case_of, gone, to
from kept.console.lockbox.scope import COPY, CORRECT
from kept.identity.again import again
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.tenancy.ids import id_of
from kept.web.pages import done, page

SHOWN = 200  # changes of a trial, rows of a copy


@allow("staff.lockbox")
@again(second=True)
@keeps("D8")
def enter(request: Any, id: int) -> HttpResponse:
    """Go in, with the second step of a moment ago. The customer sees that somebody came."""
    case = case_of(id)
    if not case.is_open:
        return gone(request, id)
    if request.method == "POST":
        request.session[_mark(case)] = True
        hand.tell(case, request.access.user_id, Line.ENTERED, "", [], 0)
        return done(request, to("work", id))
    context = {"title": _("Go in?"), "action": request.path, "back_url": to("case", id), "enter": True}
    return page(request, "lockbox/sure.html", context)


def _mark(case: Case) -> str:
    return f"lockbox {case.pk}"


def _inside(request: Any, id: int) -> Case | None:
    """The operation, for whoever went in with this session while it is open."""
    case = case_of(id)
    return case if case.is_open and request.session.get(_mark(case)) else None


@allow("staff.lockbox")
def work(request: Any, id: int) -> HttpResponse:
    """The agreed records of one kind, fifty at a time."""
    case = _inside(request, id)
    if case is None:
        return gone(request, id)
    kind, after = _kind(request, case), request.GET.get("after", "")
    _thing, facts = hand.reached(case, kind)
    rows = hand.rows(case, kind, request.access.user_id, after=id_of(after) or 0)
    context = {
        **_room(case, kind),
        "heads": [fact.label for fact in facts],
        "rows": [(row["id"], [(fact, row[fact.column]) for fact in facts]) for row in rows],
        "more": rows[-1]["id"] if len(rows) == hand.PAGE else 0,
    }
    return page(request, "lockbox/work.html", context)


def _kind(request: Any, case: Case) -> str:
    asked = request.POST.get("kind") or request.GET.get("kind") or ""
    return asked if asked in case.reach else next(iter(case.reach))


def _room(case: Case, kind: str) -> dict[str, Any]:
    tabs = [
        {"label": agreement.named(one), "url": f"{to('work', case.pk)}?kind={one}", "current": one == kind}
        for one in case.reach
    ]
    return {
        "case": case, "kind": kind, "kind_label": agreement.named(kind), "tabs": tabs, "term": showing.term(case),
        "case_url": to("case", case.pk), "end_url": to("end", case.pk), "work_url": f"{to('work', case.pk)}?kind={kind}",
        "correct_url": to("correct", case.pk) if case.scope.allows(CORRECT) else "",
        "copy_url": to("copy", case.pk) if case.scope.allows(COPY) else "", "copied": copies.there(case, kind),
        "reached": len(case.reach[kind].ids),
    }  # fmt: skip


@allow("staff.lockbox")
def correct(request: Any, id: int) -> HttpResponse:
    """Correct a field of one record or of all: first a trial that shows what would change, then the act."""
    case = _inside(request, id)
    if case is None or not case.scope.allows(CORRECT):
        return gone(request, id)
    kind = _kind(request, case)
    _thing, reached = hand.reached(case, kind)
    facts = [fact for fact in reached if not fact.is_own]
    form = CorrectionForm(
        request.POST or None, initial={"field": request.GET.get("field"), "only": id_of(request.GET.get("only")) or None},
        fields=[(fact.field.attname, str(fact.label)) for fact in facts],
    )  # fmt: skip
    context: dict[str, Any] = {**_room(case, kind), "form": form}
    if request.method == "POST" and form.is_valid():
        wanted = _wanted(form, facts)
        if request.POST.get("sure"):
            return _run(request, case, kind, wanted)
        found = hand.changes(case, kind, wanted, request.access.user_id)
        context |= {"tried": True, "changes": found[:SHOWN], "number": len(found), "fact": wanted.fact}
    return page(request, "lockbox/correct.html", context)


def _wanted(form: CorrectionForm, facts: list[Fact]) -> Correction:
    data = form.cleaned_data
    fact = next(one for one in facts if one.field.attname == data["field"])
    return Correction(fact, data["put"], data["find"] if fact.is_text else "", data["only"] or 0)


def _run(request: Any, case: Case, kind: str, wanted: Correction) -> HttpResponse:
    number, act = hand.correct(case, kind, wanted, request.access.user_id)
    if act:
        jobs.settle.defer(instance_id=case.row.instance_id, operation_id=case.pk, act_id=act)
    said = ngettext("%(n)d record corrected.", "%(n)d records corrected.", number) % {"n": number}
    return done(request, f"{to('work', case.pk)}?kind={kind}", said)


@allow("staff.lockbox")
def copy(request: Any, id: int) -> HttpResponse:
    """Take the copy, or look into it and count what stands in its fields."""
    case = _inside(request, id)
    if case is None or not case.scope.allows(COPY):
        return gone(request, id)
    kind = _kind(request, case)
    if request.method == "POST":
        number = copies.take(case, kind, request.access.user_id)
        said = ngettext("%(n)d record copied.", "%(n)d records copied.", number) % {"n": number}
        return done(request, f"{to('copy', case.pk)}?kind={kind}", said)
    context = _room(case, kind)
    if context["copied"]:
        _thing, facts = hand.reached(case, kind)
        rows = copies.rows(case, kind, request.access.user_id)
        context |= {"facts": facts, "rows": rows[:SHOWN], "number": len(rows), "counts": copies.counted(rows, facts)}
        context["heads"] = [fact.label for fact in facts]
        context["table"] = [(row["id"], [row[fact.column] for fact in facts]) for row in rows[:SHOWN]]
    return page(request, "lockbox/copy.html", context)
