"""What makes work for demands of authorities: to look for the person, and to hand over."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.killed.known import of


@of("disclosing.look")
def ademand_of(world: World) -> dict[str, Any]:
    demand = demand_of(world)
    return {"demand_id": demand.pk, "user_id": demand.entered_by}


@of("disclosing.hand_over")
def a_demand_agreed_to(world: World) -> dict[str, Any]:
    from kept.console.disclosing.models import Demand
    from kept.console.disclosing.states import State
    from kept.policy import clock
    from kept.tenancy.opening import system

    demand = demand_of(world)
    with system("tests"):
        Demand.objects.filter(pk=demand.pk).update(
            state=State.REVIEWED,
            chosen={"identity.user": ["first_name"]},
            looked_at=clock.now(),
            handing_at=clock.now(),
        )
    return {"demand_id": demand.pk, "user_id": world.ours.alice.user_id}


def demand_of(world: World) -> Any:
    from kept.console.disclosing import doing
    from kept.policy import clock
    from kept.tenancy.opening import system

    with system("tests"):
        return doing.receive(
            by=world.ours.alice.user_id, asker="District Court Brno", reference="12 T 34", received_on=clock.today(),
            reason="law", email="carol@ours.example", wanted="Who is behind this address?",
        )  # fmt: skip
