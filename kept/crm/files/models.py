"""Attachment: a file of a record. Its bytes lie encrypted in the store, bound to instance and row."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact
from kept.identity.models import Membership
from kept.policy.holdings import InstanceData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


class Attachment(InstanceModel):
    """A file or a link that belongs to a contact, a company, a promise, or a meeting or call."""

    holds = InstanceData(
        person=("contact", "company", "task__contact", "task__company", "talk__contact", "talk__company"),
        store="files",
        correspondence=("name", "link"),
        rest=(
            "id", "instance", "key", "contact", "company", "task", "talk", "custom_field", "content_type", "size",
            "digest", "by", "at", "deleted_at",
        ),
    )  # fmt: skip

    key = models.UUIDField(default=uuid.uuid4)
    contact = InstanceForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="files")
    company = InstanceForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="files")
    task = InstanceForeignKey("activities.Task", models.CASCADE, null=True, blank=True, related_name="files")
    talk = InstanceForeignKey("activities.Talk", models.CASCADE, null=True, blank=True, related_name="files")
    custom_field = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=250)
    link = models.CharField(max_length=1000, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)  # bytes
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the plain bytes
    by = InstanceForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "key"], name="one_file_a_key")]
