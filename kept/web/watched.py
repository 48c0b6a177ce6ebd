"""What is watched: each part of the house says how it does, and the status page, the figures and the alarms follow.

    watched.component("mail", _("Mail"), measure)      # in the room's ready(); measure() -> Health(State.WELL, _("…"))

A measure is quick (it is asked each half minute, apart from any request), asks nothing of a person, and may raise: a
part whose measure breaks is down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How a part does. The worst counts."""

    WELL = "well"
    SLOW = "slow"  # it works, and somebody should look
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Health:
    """How a part does now: its state, a sentence for everybody (no name, no number of a person), and its figures."""

    state: State
    said: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the house that is watched. `public`: whether the status page shows it to everybody. `alarmed`: whether
    an alarm is raised while it is down; one that raises its own alarms has none."""

    name: str
    label: Any
    measure: Callable[[], Health]
    public: bool = True
    place: int = 50
    alarmed: bool = True


COMPONENTS: dict[str, Component] = {}


def component(
    name: str, label: Any, measure: Callable[[], Health], *, public: bool = True, place: int = 50, alarmed: bool = True
) -> None:
    """Have a part watched. `name` is a word in small letters; figures are told as kept_<name>_<figure>."""
    COMPONENTS[name] = Component(name, label, measure, public, place, alarmed)


def in_order() -> list[Component]:
    """By place, then as they came."""
    return sorted(COMPONENTS.values(), key=lambda each: each.place)


def looked_at(part: Component) -> Health:
    """How a part does; one whose measure breaks is down, and only the kind of the fault is told."""
    try:
        return part.measure()
    except Exception as fault:  # whatever it is, the others are still to be looked at
        return Health(State.DOWN, type(fault).__name__)
