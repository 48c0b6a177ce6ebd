"""The end of an instance: its data go 90 days after the contract, and its key is destroyed, so that no copy can be read.

What the register keeps of its people (L1: their name and e-mail; D5: who looked) has clocks of its own and stays.
"""

from __future__ import annotations

from datetime import date

from kept.outside import keys
from kept.policy import clock
from kept.policy.controller import in_force
from kept.policy.holdings import ServiceData, holding_of
from kept.policy.keeps import keeps
from kept.policy.terms import Event
from kept.privacy.retention.runs import Emptied
from kept.privacy.retention.terms import Term
from kept.privacy.retention.written_once import end_all, is_written_once
from kept.tenancy.fence import fenced_models
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

ALL = 2**31 - 1
DOOR = "job retention.instances"


def term() -> Term:
    """How long the customer may take its data along."""
    [retention] = next(purpose for purpose in in_force().purposes if purpose.id == "L5").retentions
    return Term("L5", Event.CONTRACT_ENDED, ("ended_at",), (retention.period,), retention.end)


@keeps("L5")
def empty_ended(day: date) -> int:
    """Empty the instances whose time is over. Returns how many."""
    done = Emptied.objects.values_list("of_id", flat=True)
    over = Instance.objects.filter(term().rows_over(Instance, day)).exclude(pk__in=list(done))
    instances = list(over.order_by("pk"))
    for instance in instances:
        empty(instance)
    return len(instances)


def empty(instance: Instance) -> int:
    """Remove all that the instance's people entered, and its key. Returns how many rows went.

    One transaction: references between its rows are checked at its end, when all of them are gone."""
    rows = 0
    with system(DOOR, instance.pk, purpose="L5", by="job"):
        for model in fenced_models():
            if isinstance(holding_of(model), ServiceData):
                continue
            if is_written_once(model):
                rows += end_all(model, ALL)
            else:
                everything = model.objects.all()
                rows += everything._raw_delete(everything.db)
        keys.destroy(instance.pk)
        Emptied.objects.update_or_create(of=instance, defaults={"at": clock.now(), "rows": rows})
    return rows
