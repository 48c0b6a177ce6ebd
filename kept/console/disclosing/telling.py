"""Telling the person that data of theirs were handed over: at once, or when the order that forbids it has ended."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kept.console.disclosing import doing
from kept.console.disclosing.models import Demand, HandedOver
from kept.console.disclosing.states import State
from kept.outside import mail
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient
from kept.web.addresses import absolute
from kept.web.formats import long_day


@keeps("S2")
def tell(demand: Demand) -> bool:
    """Write to the person, if nothing forbids it. Returns whether a letter left."""
    if demand.is_barred or demand.told_at or demand.state != State.HANDED_OVER:
        return False
    with translation.override(demand.language):
        made = HandedOver.objects.get(demand=demand)
        words = {
            "one": demand,
            "operator": controller(),
            "authority": controller().authority.name.in_(demand.language),
            "day": long_day(made.made_at),
            "manifest": made.manifest,
            "late": demand.barred_until is not None,
            "portal": absolute("/your-data/"),
        }
        try:
            gone = mail.send(
                purpose="R8",
                recipient=mail.EMAIL,
                to=demand.email,
                subject=_("Data of yours were handed over"),
                text=render_to_string("disclosing/told.txt", words),
            )
        except (NoRecipient, ValueError):
            return False
    if gone is None:
        return False
    doing.told(demand, by=None, reason="")
    return True


@keeps("S2")
def tell_who_may_know_now() -> int:
    """Those whose bar has ended since, and those whom a letter did not reach before. Returns how many."""
    waiting = Demand.objects.filter(state=State.HANDED_OVER, told_at=None).order_by("pk")
    return sum(tell(demand) for demand in waiting if not demand.is_barred)
