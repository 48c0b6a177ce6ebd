"""Run: one passage over everything that is due on a day, with its counts. Emptied: an ended instance whose data is gone."""

from __future__ import annotations

from typing import Any

from django.db import models

from kept.policy.holdings import NoPersonalData
from kept.tenancy.models import Instance


class Run(models.Model):
    """The work of a day. Begun again after a stop, it goes on with the same row; done twice, it does nothing more."""

    holds = NoPersonalData(because="numbers of rows by kind, and times")

    id = models.BigAutoField(primary_key=True)
    day = models.DateField(unique=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    gone: Any = models.JSONField(default=dict)  # {label: rows}
    emptied: Any = models.JSONField(default=dict)  # {label: rows of which facts went, and the row stays}
    held: Any = models.JSONField(default=dict)  # {label: rows that a hold keeps}
    left: Any = models.JSONField(default=dict)  # {label: rows due that are still there at the end, and not held}
    forecast = models.JSONField(default=list)  # the plan of that day: see `plan`
    trouble = models.TextField(blank=True)  # the kind of error that ended it

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)

    @property
    def total(self) -> int:
        """All rows that went or were emptied."""
        return int(sum(self.gone.values()) + sum(self.emptied.values()))

    @property
    def total_held(self) -> int:
        """All rows that holds keep."""
        return int(sum(self.held.values()))

    @property
    def total_left(self) -> int:
        """All rows that should be gone and are not."""
        return int(sum(self.left.values()))

    def add(self, what: str, label: str, number: int) -> None:
        """Count rows."""
        counts: dict[str, Any] = getattr(self, what)
        if number:
            counts[label] = counts.get(label, 0) + number


class Emptied(models.Model):
    """An instance that ended, after its data and its key are gone. What the law keeps of its people has other clocks."""

    holds = NoPersonalData(because="a number of rows of an organisation's instance")

    of = models.OneToOneField(Instance, models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField()
    rows = models.BigIntegerField(default=0)
