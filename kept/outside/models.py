"""The models of this room: the wrapped key of an instance's files, and what was handed to whom."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kept.policy.holdings import NoPersonalData
from kept.tenancy.models import InstanceModel


class InstanceKey(InstanceModel):
    """The key of an instance, and while a new one follows it, both. When they are gone, its files can never be read again."""

    holds = NoPersonalData(because="a wrapped key")

    number = models.PositiveIntegerField(default=1)
    wrapped = models.BinaryField()
    shared = models.BooleanField(default=False)  # whether its other half is the instance's share
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "number"], name="one_file_key_a_number")]


from kept.outside.disclosures import Disclosure  # noqa: E402, F401  models of this room too
from kept.outside.held import Held  # noqa: E402, F401
