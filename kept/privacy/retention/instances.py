"""The end of an instance: its data go 90 days after the contract, and its key is destroyed, so that no copy can be read.

An instance that was ended by its people or the operator may have gone sooner: see `privacy.ending`, which does the work.
What the register keeps of its people (L1: their name and e-mail; D5: who looked) has clocks of its own and stays.
"""

from __future__ import annotations

from datetime import date

from kept.policy.controller import in_force
from kept.policy.keeps import keeps
from kept.policy.terms import Event
from kept.privacy.retention.runs import Emptied
from kept.privacy.retention.terms import Term
from kept.tenancy.models import Instance


def term() -> Term:
    """How long the customer may take its data along."""
    [retention] = next(purpose for purpose in in_force().purposes if purpose.id == "L5").retentions
    return Term("L5", Event.CONTRACT_ENDED, ("ended_at",), (retention.period,), retention.end)


@keeps("L5")
def empty_ended(day: date) -> int:
    """Empty the instances whose time is over. Returns how many."""
    from kept.privacy.ending.walking import end

    done = Emptied.objects.values_list("of_id", flat=True)
    over = Instance.objects.filter(term().rows_over(Instance, day)).exclude(pk__in=list(done))
    instances = list(over.order_by("pk"))
    for instance in instances:
        end(instance)
    return len(instances)
