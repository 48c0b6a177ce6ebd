"""Ending: that an instance is to end, who said so, and how far it came. EndCertificate: what is gone, and what stays."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kept.identity.models import User
from kept.policy.holdings import NoPersonalData
from kept.tenancy.models import Instance

GRACE = 14  # days in which it can be taken back
MOST_DAYS = 90  # that a closed instance may wait, to be taken along (L5)


class State(models.TextChoices):
    """How far an ending has come."""

    ASKED = "asked", _("asked for")
    TAKEN_BACK = "taken_back", _("taken back")
    CLOSED = "closed", _("closed")
    ENDED = "ended", _("ended")


class Ending(models.Model):
    """One row an ending: asked, taken back or closed, ended. Each step says when, and who."""

    holds = NoPersonalData(
        because="an organisation’s instance, days and a reason from a list; who asked is a reference"
    )

    id = models.BigAutoField(primary_key=True)
    of = models.ForeignKey(Instance, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by_operator = models.BooleanField(default=False)
    contract = models.CharField(max_length=40, blank=True)  # why the operator ends it: the contract's number
    closes_at = models.DateTimeField()
    keep_days = models.PositiveSmallIntegerField(default=MOST_DAYS)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of"], condition=Q(taken_back_at=None), name="one_ending_an_instance")
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.state}"

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.taken_back_at:
            return State.TAKEN_BACK
        if self.ended_at:
            return State.ENDED
        return State.CLOSED if self.closed_at else State.ASKED

    @property
    def ends_at(self) -> datetime:
        """When the data go."""
        return (self.closed_at or self.closes_at) + timedelta(days=self.keep_days)


class EndCertificate(models.Model):
    """What an ended instance had, and that nothing of it is left; what stays, and until when."""

    holds = NoPersonalData(because="numbers of rows and files of an organisation’s instance")

    id = models.BigAutoField(primary_key=True)
    number = models.UUIDField(default=uuid.uuid4, unique=True)
    of = models.OneToOneField(Instance, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    asked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # null while it is being emptied
    gone: Any = models.JSONField(default=dict)  # {label of the table: rows}
    files = models.BigIntegerField(default=0)
    left: Any = models.JSONField(default=dict)  # what a count after it found: empty when it is right
    stays: Any = models.JSONField(default=list)  # [label, rows, promise, last day]
    key_gone = models.BooleanField(default=False)
    backups_until = models.DateField()

    def __str__(self) -> str:
        return str(self.number)

    @property
    def complete(self) -> bool:
        """Whether nothing was left."""
        return self.ended_at is not None and not self.left and self.key_gone
