"""How many people stand where with each purpose. Numbers only: nobody is read for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from kept.consent.ledger import choices
from kept.consent.purposes import Aim, aims
from kept.consent.states import State
from kept.consent.words import STATES

SHOWN = (State.GIVEN, State.REFUSED, State.WITHDRAWN, State.EXPIRED, State.OBJECTED)


@dataclass(slots=True)
class Tally:
    """A purpose with the number of people in each state."""

    aim: Aim
    numbers: dict[State, int] = field(default_factory=dict)
    locked: int = 0

    @property
    def cells(self) -> list[tuple[Any, int]]:
        """In the order of the columns, each with its word."""
        return [(STATES[state], self.numbers.get(state, 0)) for state in SHOWN]


def tallies(instance_id: int | None, *, by_record: bool = False) -> list[Tally]:
    """All purposes that can be refused, with their numbers. A person counts once: by the address, or by the record."""
    found = [Tally(aim) for aim in aims(instance_id) if aim.may_refuse or instance_id]
    wanted: dict[str, Any] = {}
    for place, tally in enumerate(found):
        of_purpose = Q(purpose=tally.aim.code)
        wanted |= {
            f"n{place}_{state.value}": Count("pk", filter=of_purpose & Q(chosen=state.value, locked=False))
            for state in SHOWN
        }
        wanted[f"n{place}_locked"] = Count("pk", filter=of_purpose & Q(locked=True))
    if not wanted:
        return []
    counted = choices(instance_id).filter(latest=True, who__contains=":").aggregate(**wanted) if by_record else (
        choices(instance_id).filter(latest=True).exclude(who__contains=":").aggregate(**wanted)
    )  # fmt: skip
    for place, tally in enumerate(found):
        tally.numbers = {state: counted[f"n{place}_{state.value}"] for state in SHOWN}
        tally.locked = counted[f"n{place}_locked"]
    return found
