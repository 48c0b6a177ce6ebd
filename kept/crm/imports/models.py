"""Import: one file on its way into the instance. Mapping: how columns were understood last time."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kept.crm.records.history import Operation
from kept.identity.models import Membership
from kept.policy import clock
from kept.policy.holdings import InstanceData, NoPersonalData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


class Import(InstanceModel):
    """A file, how it is read, and how far it has come."""

    class State(models.TextChoices):
        MAPPING = "mapping", _("waits for you")
        CHECKING = "checking", _("is looked at")
        CHECKED = "checked", _("waits for you")
        RUNNING = "running", _("runs")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("did not work")
        UNDONE = "undone", _("undone")
        PUT_BACK = "put back", _("stopped by a restore")

        @property
        def goes_on(self) -> bool:
            """Whether it goes on from the last line that was counted."""
            return self in (Import.State.STOPPED, Import.State.PUT_BACK)

    holds = InstanceData(
        person="self",
        store="imports",  # a file holds many people
        notes=("file_name", "plan", "report"),
        rest=(
            "id", "instance", "kind", "state", "file_key", "rejects_key", "lines", "done", "created", "updated",
            "skipped", "failed", "by", "operation", "started_at", "ended_at", "at", "stop_asked",
        ),
    )  # fmt: skip

    # The instance went back to a moment at which it was at work: a look ahead wrote nothing and can be had again.
    broken_off = {
        "checking": {"state": "mapping", "lines": 0, "stop_asked": False},
        "running": {"state": "put back", "ended_at": clock.now, "stop_asked": False},
    }

    kind = models.CharField(max_length=32)
    state = models.CharField(max_length=16, default="mapping")  # a State
    file_name = models.CharField(max_length=250)
    file_key = models.UUIDField()
    rejects_key = models.UUIDField(null=True)
    plan = models.JSONField(default=dict)  # encoding, delimiter, mapping, duplicates, all_or_nothing, reason
    report = models.JSONField(default=dict)  # errors by line, at most a thousand
    lines = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    stop_asked = models.BooleanField(default=False)
    by = InstanceForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    operation = InstanceForeignKey(Operation, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class Mapping(InstanceModel):
    """A proposal remembered: these heads of columns were mapped so."""

    holds = NoPersonalData(because="heads of columns and names of fields")

    kind = models.CharField(max_length=32)
    heads = models.CharField(max_length=64)  # digest of the heads
    mapping = models.JSONField(default=dict)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "kind", "heads"], name="one_mapping_a_head")]
