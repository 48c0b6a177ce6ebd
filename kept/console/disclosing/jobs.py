"""The work on demands that reaches the stores: it runs as the application, since the operator's door cannot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from procrastinate.contrib.django import app

from kept.console.disclosing.handing import empty_expired, hand_over
from kept.console.disclosing.looking import look, passage
from kept.console.disclosing.models import Demand
from kept.console.disclosing.states import State
from kept.console.disclosing.telling import tell_who_may_know_now
from kept.tenancy.opening import system
from kept.web.refused import Refused


@contextmanager
def said_on_the_page(demand_id: int, user_id: int) -> Iterator[None]:
    """What goes wrong is undone and said on the page of the demand; what is no refusal is an error of the job too."""
    try:
        yield
    except Exception as fault:
        said = str(fault.message) if isinstance(fault, Refused) else type(fault).__name__
        with passage("disclosing.trouble", user_id):
            Demand.objects.filter(pk=demand_id).update(trouble=said[:200], handing_at=None)
        if not isinstance(fault, Refused):
            raise


@app.task(name="disclosing.look", queue="kept")
def look_at(demand_id: int, user_id: int) -> None:
    """Find out what is held."""
    with said_on_the_page(demand_id, user_id), passage("disclosing.look", user_id):
        demand = Demand.objects.filter(pk=demand_id).first()
        if demand is not None and demand.is_open:
            look(demand)


@app.task(name="disclosing.hand_over", queue="kept")
def hand(demand_id: int, user_id: int) -> None:
    """Hand over what two agreed to. Nothing is half done: what fails is said on the page."""
    with said_on_the_page(demand_id, user_id), passage("disclosing.hand_over", user_id):
        demand = Demand.objects.filter(pk=demand_id).first()
        if demand is not None and demand.state == State.REVIEWED:
            hand_over(demand, by=user_id)


@app.periodic(cron="37 * * * *")
@app.task(name="disclosing.hour", queueing_lock="disclosing.hour", queue="kept")
def hour(timestamp: int) -> None:
    """Tell those who may know now, and drop packages that waited too long."""
    with system("job disclosing.hour", purpose="S2"):
        tell_who_may_know_now()
        empty_expired()
