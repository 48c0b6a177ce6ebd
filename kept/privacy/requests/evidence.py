"""Live figures of requests: the operator's own. A customer's are the customer's affair, and not seen from here."""

from __future__ import annotations

from statistics import median

from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.keeps import Figure, evidence
from kept.privacy.requests.clock import right_of
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.states import State
from kept.tenancy.opening import system


def _overdue(right: str) -> Figure:
    """How many requests of a right are past their term, of all that are open."""
    with system("evidence", purpose="R8"):
        known = DataSubjectRequest.objects.filter(right=right)
        late = known.overdue(clock.today()).count()
        running = known.open().count()
    title = right_of(right).title.en
    return Figure(f"Requests {title} past their term", f"{late} of {running} open", late == 0)


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
    return Figure("Requests of all kinds past their term", f"{late} of {running} open", late == 0)


@evidence("R8")
def days_to_answer() -> Figure:
    """The median of days from receipt to the answer, and whether it lies within a month."""
    with system("evidence", purpose="R8"):
        answered = DataSubjectRequest.objects.filter(state=State.ANSWERED, closed_at__isnull=False)
        rows = answered.order_by("-closed_at").values_list("pk", "received_on", "closed_at")[:500]
        days = [(clock.day_of(closed) - received).days for _, received, closed in rows]
    if not days:
        return Figure("Days to an answer, median", "none answered yet", good=True)
    return Figure("Days to an answer, median", f"{median(days):g} of {len(days)}", median(days) <= 31)


@evidence("A2")
def authority_named() -> Figure:
    """Whether the page and the letters can name the authority above the operator."""
    authority = controller().authority
    return Figure("The authority to turn to", authority.name.en, bool(authority.name.en and authority.address))
