"""Strike and Calls: what the API counts so that nobody can guess keys or use it up."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kept.policy.holdings import NoPersonalData
from kept.tenancy.models import InstanceModel


class Strike(models.Model):
    """One request with wrong credentials. Where it came from is a keyed digest; it goes when it no longer counts."""

    holds = NoPersonalData(because="digests under the application's secret, and times; gone within a day")

    id = models.BigAutoField(primary_key=True)
    place = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["place", "at"], name="strike_place")]


class Calls(InstanceModel):
    """How many calls an instance has made in a day (UTC)."""

    holds = NoPersonalData(because="numbers of calls")

    day = models.DateField()
    n = models.BigIntegerField(default=0)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "day"], name="one_count_a_day")]
