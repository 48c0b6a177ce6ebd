"""Operation and Change: what was done, by whom, and what each field was before. Undo reads it backwards."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kept.identity.models import Membership
from kept.policy.holdings import InstanceData, NoPersonalData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


class Operation(InstanceModel):
    """One act of a person that can be undone as a whole: an edit, a bulk edit, a merge, an import."""

    holds = NoPersonalData(because="what kind of act was done, and counts; the member is a reference")

    at = models.DateTimeField(default=timezone.now)
    by = InstanceForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=32)  # contact.edited, contacts.merged, import.run
    kind = models.CharField(max_length=64, default="")
    records = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    undone_by = InstanceForeignKey(Membership, models.PROTECT, null=True, related_name="+")

    class Meta(InstanceModel.Meta):
        indexes = [models.Index(fields=["instance", "by", "-at"], name="operation_by")]


class Change(InstanceModel):
    """What an operation did to one record: `values` is {field: [before, after]}."""

    CREATED, CHANGED, DELETED, RESTORED, MERGED = "created", "changed", "deleted", "restored", "merged"

    holds = InstanceData(
        person="record",
        store="history",
        history=("values",),
        rest=("id", "instance", "operation", "kind", "record_id", "act", "at", "by"),
    )

    operation = InstanceForeignKey(Operation, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=64)  # the model's label
    record_id = models.BigIntegerField()
    act = models.CharField(max_length=16)
    at = models.DateTimeField(default=timezone.now)
    by = InstanceForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    values = models.JSONField(default=dict)

    class Meta(InstanceModel.Meta):
        indexes = [models.Index(fields=["instance", "kind", "record_id", "-at"], name="change_record")]
