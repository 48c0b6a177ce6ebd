"""Takeout: an archive of everything. Arrival: one that comes in. Awaited: who it speaks of and is not here. Earlier: its log."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kept.identity.models import Membership, User
from kept.outside.places import data_folder
from kept.policy import clock
from kept.policy.holdings import NoPersonalData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


class State(models.TextChoices):
    """How far it has come."""

    COMING = "coming", _("being sent")
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("at work")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("failed")


class Journey(InstanceModel):
    """What an archive on its way has, out or in."""

    broken_off = {
        at_work.value: {"state": State.STOPPED.value, "ended_at": clock.now, "sealed_password": ""}
        for at_work in (State.WAITING, State.RUNNING)
    }

    number = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    by = InstanceForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    sealed_password = models.TextField(default="")
    size = models.BigIntegerField(default=0)  # bytes
    rows = models.BigIntegerField(default=0)
    files = models.BigIntegerField(default=0)
    report = models.JSONField(default=dict)

    class Meta(InstanceModel.Meta):
        abstract = True

    @property
    def busy(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in (State.WAITING, State.RUNNING)

    def beside(self, ending: str) -> Path:
        """A file of this journey, below the data folder."""
        return data_folder() / "leaving" / str(self.instance_id) / f"{self.number}.{ending}"

    @property
    def place(self) -> Path:
        """Where the encrypted archive lies."""
        return self.beside("zip")


class Takeout(Journey):
    """An archive of the whole instance. The file is encrypted, its password is shown once and then kept nowhere."""

    holds = NoPersonalData(
        because="numbers and times of an archive, which lies encrypted beside; the member is a reference"
    )

    expires_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    fetches = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")

    class Meta(Journey.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "number"], name="one_takeout_a_number")]
        indexes = [models.Index(fields=["instance", "-asked_at"], name="takeout_asked")]


class Arrival(Journey):
    """An archive that is brought into this instance, and what came of it."""

    holds = NoPersonalData(
        because="numbers and times of an archive, which lies encrypted beside; the member is a reference"
    )

    expected = models.BigIntegerField(default=0)  # bytes that are to come

    class Meta(Journey.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "number"], name="one_arrival_a_number")]
        indexes = [models.Index(fields=["instance", "-asked_at"], name="arrival_asked")]


class Awaited(InstanceModel):
    """A member who came along in name. Nobody gets in by it: they are invited, and accept, and then it is theirs."""

    holds = NoPersonalData(because="a reference to the member, and what they were before")

    membership = InstanceForeignKey(Membership, models.CASCADE, related_name="+")
    stand_in = models.ForeignKey(User, models.PROTECT, db_index=False, related_name="+")
    left_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)

    class Meta(InstanceModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["instance", "membership", "stand_in"], name="one_stand_in_a_member")
        ]


class Earlier(InstanceModel):
    """A part of what came along to be read: the log of where the instance lived before. Its bytes lie sealed."""

    holds = NoPersonalData(because="a name and a hash; the lines lie sealed beside, and go when their time is over")

    name = models.CharField(max_length=120)
    key = models.UUIDField(default=uuid.uuid4)
    size = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    came_at = models.DateTimeField(default=timezone.now)
    gone_on = models.DateField(null=True)  # when the last line of it is as old as the log may become

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "name"], name="one_earlier_part_a_name")]
