"""Live figures of requests: the operator's own. A customer's are the customer's affair, and not seen from here."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.policy import clock
from kept.policy.controller import controller, in_force
from kept.policy.keeps import Figure, evidence
from kept.privacy.requests.clock import right_of
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.states import State
from kept.privacy.requests.step import RECIPIENTS, Step
from kept.privacy.requests.told_on import State as Told
from kept.privacy.requests.told_on import ToldOn
from kept.tenancy.opening import system
from kept.web.figures import share

TOLD_WITHIN = timedelta(days=3)


def _open(late: int, running: int) -> str:
    return _("%(late)s of %(running)s open") % {"late": late, "running": running}


def _overdue(right: str) -> Figure:
    """How many requests of a right are past their term, of all that are open."""
    with system("evidence", purpose="R8"):
        known = DataSubjectRequest.objects.filter(right=right)
        late = known.overdue(clock.today()).count()
        running = known.open().count()
    title = right_of(right).title.in_(get_language() or "en")
    return Figure(_("Requests %(right)s past their term") % {"right": title}, _open(late, running), late == 0)


@evidence("R1")
def objections() -> Figure:
    """Objections past their term."""
    return _overdue("R1")


@evidence("R2")
def copies() -> Figure:
    """Copies past their term."""
    return _overdue("R2")


@evidence("R4")
def locks() -> Figure:
    """Locks past their term."""
    return _overdue("R4")


@evidence("R5")
def transfers() -> Figure:
    """Hand-overs past their term."""
    return _overdue("R5")


@evidence("R6")
def erasures() -> Figure:
    """Erasures past their term."""
    return _overdue("R6")


@evidence("R7")
def withdrawals() -> Figure:
    """Withdrawals past their term."""
    return _overdue("R7")


@evidence("R8")
def complaints() -> Figure:
    """Complaints past their term, and requests of all kinds."""
    with system("evidence", purpose="R8"):
        late = DataSubjectRequest.objects.overdue(clock.today()).count()
        running = DataSubjectRequest.objects.open().count()
    return Figure(_("Requests of all kinds past their term"), _open(late, running), late == 0)


@evidence("R8")
def days_to_answer() -> Figure:
    """The median of days from receipt to the answer, and whether it lies within a month."""
    with system("evidence", purpose="R8"):
        answered = DataSubjectRequest.objects.filter(state=State.ANSWERED, closed_at__isnull=False)
        rows = answered.order_by("-closed_at").values_list("pk", "received_on", "closed_at")[:500]
        days = [(clock.day_of(closed) - received).days for _, received, closed in rows]
    if not days:
        return Figure(_("Days to an answer, median"), _("none answered yet"), good=True)
    return Figure(_("Days to an answer, median"), share(f"{median(days):g}", len(days)), median(days) <= 31)


@evidence("A2")
def authority_named() -> Figure:
    """Whether the page and the letters can name the authority above the operator."""
    authority = controller().authority
    return Figure(_("The authority to turn to"), authority.name.en, bool(authority.name.en and authority.address))


def without_contact() -> list[str]:
    """Recipients under contract of whom nobody has said how they are told."""
    return [each.name for each in in_force().recipients if not each.contact]


@evidence("R3")
def corrections() -> Figure:
    """Corrections past their term."""
    return _overdue("R3")


@evidence("R3")
def recipients_reachable() -> Figure:
    """Recipients under contract, and those of whom nobody has said how they are told."""
    without = without_contact()
    return Figure(
        _("Recipients, and those without a contact to tell"),
        f"{len(in_force().recipients)}, {len(without)}",
        not without,
    )


@evidence("R3")
def recipients_waiting() -> Figure:
    """Recipients to be told, and those who have waited for it for more than three days."""
    with system("evidence", purpose="R8"):
        rows = ToldOn.objects.exclude(state=Told.SPARED)
        late = rows.filter(told_at=None, at__lt=clock.now() - TOLD_WITHIN).count()
        number, told = rows.count(), rows.exclude(told_at=None).count()
    return Figure(
        _("Recipients told of corrections, locks and erasures; late"), f"{told} of {number}; {late}", late == 0
    )


@evidence("R3")
def recipients_forgotten() -> Figure:
    """Answered requests of which somebody received data, and those with a recipient whom nobody set out to tell."""
    with system("evidence", purpose="R8"):
        steps = Step.objects.filter(code=RECIPIENTS, request__state=State.ANSWERED).select_related("request")
        told: dict[int, list[str]] = {}
        for request_id, name in ToldOn.objects.exclude(request=None).values_list("request_id", "recipient"):
            told.setdefault(request_id, []).append(name)
        latest = list(steps.order_by("-pk")[:500])
        missing = sum(bool(_left(step.reason, told.get(step.request_id, []))) for step in latest)
    return Figure(_("Requests whose recipients were forgotten"), share(missing, len(latest)), missing == 0)


def _left(names: str, told: list[str]) -> str:
    """The names on a list, without those who were told."""
    for name in sorted(told, key=len, reverse=True):
        names = names.replace(name, "")
    return names.strip(", ")
