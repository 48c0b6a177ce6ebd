"""Webhook, who is told when it fails, and what waits to be told."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from kept.identity.models import Membership
from kept.policy.holdings import InstanceData, NoPersonalData
from kept.tenancy.models import InstanceForeignKey, InstanceModel

EVENTS = ("record.created", "record.updated", "record.deleted")


class Webhook(InstanceModel):
    """An address of the customer's choice. The customer says what goes there, so it is its recipient and not ours (L5)."""

    holds = NoPersonalData(because="a machine, the firm that runs it and how it answers; who made it is a reference")

    key = models.UUIDField(default=uuid.uuid4)
    url = models.CharField(max_length=1000)
    recipient = models.CharField(
        max_length=120, blank=True, db_default="", default=""
    )  # who runs the machine, as the customer names them (S1)
    secret = models.TextField(blank=True)  # sealed
    events = ArrayField(models.CharField(max_length=20))
    by = InstanceForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    failing_since = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)  # since it last answered well
    told_at = models.DateTimeField(null=True)  # that it fails
    status = models.CharField(max_length=40, blank=True)  # of the last answer, or what was wrong
    paused_at = models.DateTimeField(null=True)  # what happens meanwhile waits
    removed_at = models.DateTimeField(null=True)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "key"], name="one_webhook_a_key")]


class Told(InstanceModel):
    """What a webhook was told lately, and what it answered: which record, never what stands in it."""

    holds = InstanceData(
        person="record", end="erase",
        rest=("id", "instance", "webhook", "key", "kind", "record_id", "type", "at", "status"),
    )  # fmt: skip

    webhook = InstanceForeignKey(Webhook, models.CASCADE, related_name="told")
    key = models.UUIDField()  # the event's
    kind = models.CharField(max_length=64, blank=True)  # the table; empty: a trial
    record_id = models.BigIntegerField(default=0)
    type = models.CharField(max_length=20)
    at = models.DateTimeField()
    status = models.CharField(max_length=40)  # of the answer, or what was wrong

    class Meta(InstanceModel.Meta):
        indexes = [models.Index(fields=["instance", "webhook", "-id"], name="told_lately")]


class TechnicalContact(InstanceModel):
    """An address that is told when a webhook fails, and when it works again."""

    holds = InstanceData(person="email", end="erase", contact=("email",), rest=("id", "instance"))

    email = models.EmailField()

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "email"], name="one_contact_an_address")]


class Delivery(InstanceModel):
    """What a webhook has still to be told: which record, and whether it was made, changed or deleted. It goes when it
    was told, and with its person (R6). The database writes it, in the transaction of the change itself."""

    holds = InstanceData(
        person="record", end="erase",
        rest=("id", "instance", "webhook", "key", "kind", "record_id", "type", "at", "by", "passage", "attempts", "given_up_at"),
    )  # fmt: skip

    told_once = True  # whoever restores the instance brings none back that was told

    webhook = InstanceForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    key = models.UUIDField(db_default=models.Func(function="gen_random_uuid", output_field=models.UUIDField()))
    kind = models.CharField(max_length=64)  # the table
    record_id = models.BigIntegerField()
    type = models.CharField(max_length=20)
    at = models.DateTimeField(db_default=Now())
    by = InstanceForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    passage = models.BigIntegerField()  # the transaction: what happens twice in it is told once
    attempts = models.PositiveIntegerField(db_default=0)
    given_up_at = models.DateTimeField(null=True)

    class Meta(InstanceModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "webhook", "kind", "record_id", "passage", "type"], name="one_delivery_a_passage"
            )
        ]
        indexes = [models.Index(fields=["instance", "webhook", "id"], name="delivery_of")]
