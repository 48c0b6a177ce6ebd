"""Entry: a line of the access log. It holds ids and groups of fields, never values."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kept.policy.holdings import ServiceData


class Entry(models.Model):
    """Who did what to which records, when, through which door and why. Written once, never changed."""

    READ, CREATED, CHANGED, DELETED, EXPORTED = "read", "created", "changed", "deleted", "exported"

    holds = ServiceData(
        purposes=("D5",),
        person="user_id",
        happened={"recorded": "at"},
        protocol=("user_id", "member_id", "at", "door", "via", "purpose", "act", "ids", "keys"),
        rest=("id", "instance_id", "by", "kind", "groups", "request_id"),
    )
    fence = True
    append_only = True
    searched = True
    outside_allowed = True  # instance 0: what happens outside any instance

    id = models.BigAutoField(primary_key=True)
    instance_id = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    by = models.TextField()
    user_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    door = models.TextField()
    via = models.TextField(default="")
    purpose = models.TextField(default="")
    act = models.TextField()
    kind = models.TextField()
    ids = ArrayField(models.BigIntegerField())
    keys = ArrayField(models.TextField(), default=list)
    groups = ArrayField(models.TextField(), default=list)
    request_id = models.UUIDField()

    class Meta:
        indexes = [
            models.Index(fields=["instance_id", "at"], name="entry_at"),
            models.Index(fields=["instance_id", "user_id", "at"], name="entry_user"),
        ]
