"""Strike and Calls: what the API counts so that nobody can guess keys or use it up. Ticket: a file is fetched once."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kept.identity.models import Membership
from kept.policy.holdings import NoPersonalData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


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


class Once(models.Model):
    """A write that was done under a key of its client: digests of the key and the request, and the answer it got."""

    holds = NoPersonalData(because="digests, and answers of writes, which are numbers of records; gone within a day")

    name = models.CharField(max_length=64, primary_key=True)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)


class Ticket(InstanceModel):
    """The right to fetch one file once, within a minute, without a key: its digest alone is known here."""

    holds = NoPersonalData(because="digests, the number of a file, the member as a reference; gone within a day")

    digest = models.CharField(max_length=64)
    file_id = models.BigIntegerField()
    membership = InstanceForeignKey(Membership, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "digest"], name="one_ticket_a_digest")]


from kept.api.webhooks.models import Delivery, TechnicalContact, Webhook  # noqa: E402, F401  models of this room too
