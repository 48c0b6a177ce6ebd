"""External ids, saved views and the tags in use."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kept.identity.models import Membership
from kept.policy.holdings import InstanceData, NoPersonalData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


class ExternalId(InstanceModel):
    """The name of a record in another system, such as `erp:123`; at most ten a record."""

    holds = InstanceData(person="record", end="erase", work=("value",), rest=("id", "instance", "kind", "record_id"))

    kind = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    value = models.CharField(max_length=250)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "kind", "value"], name="one_record_an_external_id")]
        indexes = [models.Index(fields=["instance", "kind", "record_id"], name="external_id_record")]


class SavedView(InstanceModel):
    """A list as somebody wants to see it: columns, widths, filters, order. Mine, or shared."""

    holds = NoPersonalData(because="columns and conditions of a list; conditions may name values, never a record")

    kind = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    membership = InstanceForeignKey(Membership, models.CASCADE, related_name="views")
    shared = models.BooleanField(default=False)
    query = models.JSONField(default=dict)  # as in the address of the list
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(InstanceModel.Meta):
        indexes = [models.Index(fields=["instance", "kind", "membership"], name="view_of")]


class Tag(InstanceModel):
    """A tag that is in use, so that it can be offered again."""

    holds = NoPersonalData(because="a word of the instance's own vocabulary")

    kind = models.CharField(max_length=64)
    name = models.CharField(max_length=80)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "kind", "name"], name="one_tag_a_name")]
