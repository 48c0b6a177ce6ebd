"""The models of this room: the wrapped key of an instance's files, and what was handed to whom."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kept.policy.holdings import NoPersonalData
from kept.tenancy.models import InstanceModel


class InstanceKey(InstanceModel):
    """One key an instance. When its row is gone, the instance's files can never be read again."""

    holds = NoPersonalData(because="a wrapped key")

    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance"], name="one_file_key_an_instance")]


from kept.outside.disclosures import Disclosure  # noqa: E402, F401  a model of this room too
