"""The ways in that a run takes to rows: the operator's own, and one for each instance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from kept.audit.access import Access
from kept.privacy.retention.clocks import Clock, clocks
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

DOOR = "job retention.run"


@dataclass(frozen=True)
class Door:
    """A way in that can be opened again and again, a transaction each time, and the clocks behind it."""

    instance: int
    clocks: list[Clock]

    def open(self) -> AbstractContextManager[Access]:
        """A passage of the system."""
        return system(DOOR, self.instance, purpose="retention", by="job")


def doors() -> Iterator[Door]:
    """Instances first, ended ones too: what they hold refers to what the operator holds, never the other way."""
    every = clocks()
    fenced = [ticking for ticking in every if ticking.fenced]
    for instance in Instance.objects.order_by("pk").values_list("pk", flat=True):
        yield Door(instance, fenced)
    yield Door(0, [ticking for ticking in every if not ticking.fenced or ticking.outside])
