"""What both sides see of an operation: its state, its time, who was in, what was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.console.lockbox import agreement, people, states
from kept.console.lockbox.models import Agreement, Line, Operation, State, Step
from kept.console.lockbox.objects import things
from kept.console.lockbox.operations import Case
from kept.policy import clock
from kept.web.formats import moment

LINES = {State.OPEN: "soon", State.ASKED: "asked", State.PROPOSED: "asked", State.CLOSED: "yes"}
ACTS = {
    Line.ENTERED: lambda: _("came in"),
    Line.READ: lambda: _("looked at"),
    Line.CORRECTED: lambda: _("corrected"),
    Line.COPIED: lambda: _("copied"),
    Line.OPENED_COPY: lambda: _("looked into the copy of"),
}
RECENTLY = 120  # seconds in which a statement means that somebody is in


def cases(rows: Iterable[Operation]) -> list[Case]:
    """Operations with their steps and agreements, asked for together."""
    found = {row.pk: Case(row) for row in rows}
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(operation_id__in=found).order_by("pk"):
        steps.setdefault(step.operation_id, []).append(step)
    agreements: dict[int, list[Agreement]] = {}
    for one in Agreement.objects.filter(operation_id__in=found).order_by("-pk"):
        agreements.setdefault(one.operation_id, []).append(one)
    for pk, case in found.items():
        case.__dict__["steps"] = steps[pk]
        accepted = case.opening.digest if case.opening else ""
        case.__dict__["agreement"] = next(a for a in agreements[pk] if not accepted or a.digest == accepted)
    return [*found.values()]


def waiting(most: int = 200) -> list[Case]:
    """The operations that are open or wait for an answer, of all instances that the reader may see."""
    final = Step.objects.filter(operation_id=OuterRef("pk"), state__in=states.FINAL)
    rows = Operation.objects.filter(~Exists(final)).order_by("-pk")[:most]
    return [case for case in cases(rows) if case.is_open or case.waiting]


def kept(case: Case) -> str:
    """How the line in the margin runs."""
    return LINES.get(State(case.state), "none" if case.state in (State.ENDED, State.EXPIRED) else "")


def left(case: Case) -> str:
    """How long still, in words."""
    minutes = max(0, int((case.until - clock.now()).total_seconds() + 59) // 60)
    if minutes < 90:
        return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    return _("%(hours)d h %(minutes)d min left") % {"hours": hours, "minutes": rest}


def term(case: Case) -> dict[str, str]:
    """The drawn term of an open operation."""
    if not case.opening:
        return {}
    whole = (case.until - case.opening.at).total_seconds() or 1
    share = min(1.0, max(0.0, (clock.now() - case.opening.at).total_seconds() / whole))
    since, until = moment(case.opening.at), moment(case.until)
    label = _("Open since %(since)s, ends by itself %(until)s") % {"since": since, "until": until}
    return {"share": f"{share:.0%}", "since": since, "rest": left(case), "label": label}


def lines(case: Case) -> list[dict[str, Any]]:
    """The statements as a person reads them, newest first."""
    rows = case.lines()
    who = people.names(row.by_id for row in rows)
    return [
        {
            "pk": row.pk, "at": row.at, "who": who.get(row.by_id or 0, _("the operator")), "act": ACTS[row.act](),
            "rows": row.rows, "changed": row.changed if row.act == Line.CORRECTED else None,
            "kind": agreement.named(row.kind) if row.kind else "", "fields": labels(row.kind, row.fields, case.scope.labels.get(row.kind, {})),
        }
        for row in rows
    ]  # fmt: skip


def labels(kind: str, names: Iterable[str], own: Mapping[str, str]) -> str:
    """Fields as a person calls them."""
    thing = things().get(kind)
    facts = thing.facts if thing else {}
    return ", ".join(str(facts[name].label) if name in facts else own.get(name, name) for name in names)


def parts(case: Case) -> list[dict[str, Any]]:
    """What may be touched: kinds, fields, and how many records."""
    return [
        {
            "kind": thing.kind, "label": agreement.named(thing.kind),
            "facts": [{"label": fact.label, "personal": fact.personal} for fact in facts],
            "records": len(case.reach[thing.kind].ids) if thing.kind in case.reach else None,
        }
        for thing, facts in case.scope.chosen()
    ]  # fmt: skip


def tally(case: Case) -> dict[str, int]:
    """What was done so far, in numbers."""
    copied = Count("kind", distinct=True, filter=Q(act=Line.COPIED))
    found = Line.objects.filter(**case.whose).aggregate(
        statements=Count("pk"), changed=Sum("changed"), newest=Max("pk"), at=Max("at"), copies=copied
    )
    at = found.pop("at")
    return {
        **{name: number or 0 for name, number in found.items()},
        "reached": sum(len(one.ids) for one in case.reach.values()),
        "in_now": bool(at and case.is_open and (clock.now() - at).total_seconds() < RECENTLY),
    }


def story(case: Case) -> list[dict[str, Any]]:
    """The steps, for the path on the page."""
    who = people.names(step.by_id for step in case.steps)
    return [
        {
            "label": step.get_state_display(),
            "when": moment(step.at),
            "note": who.get(step.by_id or 0, step.get_side_display()),
        }
        for step in case.steps
    ]


def waits_for(case: Case) -> str:
    """Whose turn it is: customer, operator, or nobody's."""
    if case.state not in states.WAITING:
        return ""
    return "customer" if case.state == State.PROPOSED else "operator"
