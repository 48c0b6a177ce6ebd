"""What ages out by itself beside the rows that have a clock: folders of letters, finished jobs, things that wait.

Each says its age and how it goes; the daily run of retention asks them all, and the plan tells of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kept.policy.period import Period
from kept.policy.text import Text


@dataclass(frozen=True, slots=True)
class Ageing:
    """A store whose things go after a period, and the act that removes them and says how many there were."""

    name: str
    title: Text
    period: Period
    act: Callable[[], int]


AGEING: dict[str, Ageing] = {}


def ages_out(name: str, title: Text, period: Period, act: Callable[[], int]) -> None:
    """Tell of a store that ages out."""
    AGEING[name] = Ageing(name, title, period, act)
