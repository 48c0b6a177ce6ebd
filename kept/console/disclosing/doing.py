"""The acts on a demand. Each checks that it fits, writes its step and moves the demand on, in one transaction.

The rule of two stands here: who examined a demand cannot be the one who agrees to it, whoever asks and by whatever door.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kept.console.disclosing.models import Demand, Step
from kept.console.disclosing.states import COURSE, Act, State
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.web.refused import Refused


@keeps("S2")
def receive(*, by: int, **facts: Any) -> Demand:
    """Write a demand down."""
    demand: Demand = Demand.objects.create(entered_by=by, **facts)
    step(demand, Act.RECEIVE, by=by)
    if demand.barred_until:
        step(demand, Act.BAR, by=by, reason=demand.bar_order)
    return demand


@keeps("S2")
def examine(demand: Demand, chosen: Mapping[str, list[str]], *, by: int, reason: str) -> None:
    """Test the legal reason, and choose the least. Raises Refused without words, or with nothing chosen."""
    least = {kind: list(columns) for kind, columns in chosen.items() if columns}
    if not reason.strip():
        raise Refused(_("Write which law it rests on, and why this much is needed."), promise="S2")
    if not least:
        raise Refused(_("Choose what is to be handed over, or refuse the demand."), promise="S2")
    demand = _moved(demand, Act.EXAMINE)
    demand.chosen = least
    demand.save(update_fields=["state", "chosen"])
    step(demand, Act.EXAMINE, by=by, reason=reason)


@keeps("S2")
def review(demand: Demand, *, by: int, reason: str = "") -> None:
    """Agree as a second person. Raises Refused for the one who examined it."""
    demand = _moved(demand, Act.REVIEW)
    examined = demand.last(Act.EXAMINE)
    if examined is None or examined.by_id == by:
        raise Refused(_("Who examined a demand cannot agree to it. Ask a second person."), promise="S2")
    demand.save(update_fields=["state"])
    step(demand, Act.REVIEW, by=by, reason=reason)


def send_back(demand: Demand, *, by: int, reason: str) -> None:
    """Have it examined again: the reason or the amount does not convince."""
    if not reason.strip():
        raise Refused(_("Say in a few words what is missing."), promise="S2")
    demand = _moved(demand, Act.SEND_BACK)
    demand.chosen = {}
    demand.save(update_fields=["state", "chosen"])
    step(demand, Act.SEND_BACK, by=by, reason=reason)


@keeps("S2")
def refuse(demand: Demand, *, by: int, reason: str) -> None:
    """Hand nothing over. One person may: to refuse hurts nobody's privacy."""
    if not reason.strip():
        raise Refused(_("Write why nothing is handed over."), promise="S2")
    demand = _moved(demand, Act.REFUSE)
    demand.chosen, demand.closed_at = {}, clock.now()
    demand.save(update_fields=["state", "chosen", "closed_at"])
    step(demand, Act.REFUSE, by=by, reason=reason)


@keeps("S2")
def may_hand_over(demand: Demand) -> None:
    """Whether two different people agree to what is chosen, by their steps. Raises Refused."""
    if demand.state != State.REVIEWED:
        raise Refused(_("Nothing is handed over before a second person has agreed."), promise="S2")
    examined, reviewed = demand.last(Act.EXAMINE), demand.last(Act.REVIEW)
    two = examined and reviewed and examined.by_id and reviewed.by_id and examined.by_id != reviewed.by_id
    if not two or reviewed.pk < examined.pk:
        raise Refused(_("Nothing is handed over before a second person has agreed."), promise="S2")


@keeps("S2")
def bar(demand: Demand, until: date, order: str, *, by: int) -> None:
    """Write down that an order forbids to tell the person until a day. Raises Refused when they know already."""
    if demand.told_at:
        raise Refused(_("The person has been told already."), promise="S2")
    if not order.strip():
        raise Refused(_("Write which order forbids it: who gave it, under which number."), promise="S2")
    demand.barred_until, demand.bar_order = until, order.strip()[:300]
    demand.save(update_fields=["barred_until", "bar_order"])
    step(demand, Act.BAR, by=by, reason=order)


def told(demand: Demand, *, by: int | None, reason: str = "") -> None:
    """Write down that the person knows; with that the demand is closed. Raises Refused while an order forbids it."""
    if demand.is_barred:
        raise Refused(_("An order forbids it until that day is over."), promise="S2")
    if demand.state != State.HANDED_OVER or demand.told_at:
        raise Refused(_("There is nothing to tell."), promise="S2")
    demand.told_at = demand.closed_at = clock.now()
    demand.save(update_fields=["told_at", "closed_at"])
    step(demand, Act.TELL, by=by, reason=reason)


def step(demand: Demand, act: Act, *, by: int | None, reason: str = "") -> None:
    """Write down what was done."""
    Step.objects.create(demand=demand, act=act, by_id=by, reason=reason.replace("\x00", "").strip()[:2000])


def _moved(demand: Demand, act: Act) -> Demand:
    """The demand, locked, where the act leads. Raises Refused where it does not fit."""
    fresh: Demand = Demand.objects.select_for_update().get(pk=demand.pk)
    leads = COURSE[act].get(fresh.state)
    if leads is None:
        raise Refused(_("This does not fit the state of the demand: %(state)s.") % {"state": fresh.get_state_display()})
    fresh.state = leads
    return fresh
