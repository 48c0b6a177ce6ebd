"""Live figures of the lockbox: who is in anywhere, whether anybody is in beyond the agreed time, what the catalogue says."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kept.console.lockbox import catalogue
from kept.console.lockbox.models import State, Step
from kept.policy import clock
from kept.policy.keeps import Figure, evidence
from kept.tenancy.opening import system

GRACE = 180  # seconds until what is over must be closed and certified: the job comes each minute


def opened() -> list[Step]:
    """The openings that nothing has closed yet, in all instances."""
    with system("lockbox.figures"), catalogue.as_operator():
        closed = Step.objects.filter(operation_id=OuterRef("operation_id"), state=State.CLOSED)
        return [*Step.objects.filter(~Exists(closed), state=State.OPEN)]


def over(step: Step) -> datetime | None:
    """When an opening was over, if it is."""
    with system("lockbox.figures"), catalogue.as_operator():
        ended = Step.objects.filter(operation_id=step.operation_id, state__in=(State.ENDED, State.EXPIRED)).first()
    moments = [moment for moment in (step.until, ended and ended.at) if moment and moment <= clock.now()]
    return min(moments, default=None)


@evidence("D8")
def open_now() -> Figure:
    """In how many instances staff may look right now, each opened by its customer."""
    openings = [step for step in opened() if over(step) is None]
    return Figure(
        _("Customers who let our staff in right now"), str(len(openings)), all(s.side == "customer" for s in openings)
    )


@evidence("D8")
def beyond_time() -> Figure:
    """The oldest access that is over and was not taken away and certified within minutes: there is none."""
    ages = [(clock.now() - moment).total_seconds() for step in opened() if (moment := over(step))]
    worst = max(ages, default=0.0)
    return Figure(
        _("Minutes that an access outlived its time"), str(int(max(0.0, worst - GRACE) // 60)), worst <= GRACE
    )


@evidence("D8")
def as_the_catalogue_says() -> Figure:
    """Roles of the database that hold a privilege on customers' rows, and the operations that are open."""
    holding, known = catalogue.holding(), {step.role for step in opened()}
    return Figure(
        _("Roles of our staff that hold anything, and open operations"),
        f"{len(holding)}, {len(known)}",
        holding <= known,
    )


@evidence("D8")
def console_holds_nothing() -> Figure:
    """Tables of customers' data that the role of the operator's pages may read: those of agreements, and none else."""
    found = catalogue.console_reads()
    return Figure(_("Customers’ tables that the operator’s pages can read"), str(len(found)), not found)
