"""LongAct: one act on many records, and how far it has come."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from kept.crm.records.history import Operation
from kept.identity.models import Membership
from kept.policy import clock
from kept.policy.holdings import InstanceData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


class LongAct(InstanceModel):
    """An act that a worker does, a few thousand records a transaction, so that it can be stopped and taken up again."""

    RUNNING, DONE, STOPPED, FAILED = "running", "done", "stopped", "failed"
    PUT_BACK = "put back"  # the instance went back to a moment at which it ran, and nobody goes on with it
    broken_off = {RUNNING: {"state": PUT_BACK, "ended_at": clock.now, "ids": "{}", "plan": "{}"}}

    holds = InstanceData(
        person="self",
        store="acts",  # one act has many people
        notes=("plan",),  # the one value that thousands of records are given; forgotten at its end, as `ids` is
        rest=(
            "id", "instance", "kind", "act", "ids", "total", "done", "changed", "skipped", "left", "state", "said",
            "stop_asked", "by", "operation", "undoes", "at", "ended_at",
        ),
    )  # fmt: skip

    kind = models.CharField(max_length=32)  # the noun's key
    act = models.CharField(max_length=16)  # edit, owner, tag, delete, undo
    plan = models.JSONField(default=dict)
    ids = ArrayField(models.BigIntegerField(), default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)  # facts that somebody changed since, when an act is undone
    state = models.CharField(max_length=16, default=RUNNING)
    said = models.CharField(max_length=200, default="")  # why it did not work, in our words alone
    stop_asked = models.BooleanField(default=False)
    by = InstanceForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    operation = InstanceForeignKey(Operation, models.SET_NULL, null=True, related_name="+")
    undoes = InstanceForeignKey(Operation, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta(InstanceModel.Meta):
        indexes = [models.Index(fields=["instance", "by", "-at"], name="long_act_by")]

    def count(self, done: int, changed: int, skipped: int, left: int = 0) -> None:
        """Note how far it has come."""
        self.done += done
        self.changed += changed
        self.skipped += skipped
        self.left += left
        self.save(update_fields=["done", "changed", "skipped", "left", "plan"])

    def leave_out(self, ids: Collection[int], nobody: int) -> None:
        """These are not to be changed. Their places stay, so that what was counted is not counted again."""
        self.ids = [nobody if pk in ids else pk for pk in self.ids]
        self.save(update_fields=["ids"])

    def end(self, state: str, said: str = "") -> None:
        """It goes no further. Which records, and which value, is not kept."""
        self.state, self.said, self.ended_at, self.ids, self.plan = state, said[:200], timezone.now(), [], {}
        self.save(update_fields=["state", "said", "ended_at", "ids", "plan"])
