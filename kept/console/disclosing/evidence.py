"""Live figures of S2: two agreed to each hand-over, everybody who may know was told, and the log has no other one."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from kept.console.disclosing.models import Demand
from kept.console.disclosing.states import Act, State
from kept.outside.disclosures import LEGAL, Disclosure
from kept.policy import clock
from kept.policy.keeps import Figure, evidence

DAY = timedelta(days=1)


@evidence("S2")
def two_agreed_to_each() -> Figure:
    """Demands, refusals, and hand-overs to which fewer than two people agreed."""
    demands = Demand.objects.all()
    handed = [one for one in demands if one.state == State.HANDED_OVER]
    refused = sum(one.state == State.REFUSED for one in demands)
    alone = sum(not _by_two(one) for one in handed)
    return Figure(
        _("Demands, refused, handed over, of these by one person alone"),
        f"{len(demands)}, {refused}, {len(handed)}, {alone}",
        alone == 0,
    )


def _by_two(demand: Demand) -> bool:
    examined, reviewed = demand.last(Act.EXAMINE), demand.last(Act.REVIEW)
    return bool(examined and reviewed and examined.by_id != reviewed.by_id and examined.pk < reviewed.pk)


@evidence("S2")
def everybody_who_may_know_was_told() -> Figure:
    """People of whom something was handed over a day ago, who may know it and do not."""
    late = Demand.objects.filter(state=State.HANDED_OVER, told_at=None, handed_over__made_at__lt=clock.now() - DAY)
    untold = sum(not one.is_barred for one in late)
    return Figure(_("People not told of a hand-over although nothing forbids it"), str(untold), untold == 0)


@evidence("S2")
def the_log_has_no_other() -> Figure:
    """Hand-overs in the log of disclosures that rest on no demand."""
    known = set(Demand.objects.filter(state=State.HANDED_OVER).values_list("ref", flat=True))
    lines = Disclosure.objects.filter(instance_id=0, role=LEGAL).values_list("reference", flat=True)
    loose = len(set(lines) - known)
    return Figure(_("Hand-overs to others without a demand"), str(loose), loose == 0)
