"""LegalTitleTemplate and LegalTitle: the reasons for which an instance holds a person's data."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kept.consent.bases import Basis
from kept.consent.models import InstancePurpose
from kept.crm.companies.models import Company, picklist
from kept.crm.contacts.models import Contact
from kept.identity.models import Membership
from kept.policy.holdings import InstanceData, NoPersonalData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


class LegalTitleTemplate(InstanceModel):
    """A reusable reason: its basis, its usual length in months, the fields it covers, the purpose it serves."""

    holds = NoPersonalData(because="a reason in general, of nobody in particular")

    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=24, choices=Basis.choices)
    months = models.PositiveIntegerField(default=12)
    covers = models.JSONField(default=dict, blank=True)
    text = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    purpose = InstanceForeignKey(InstancePurpose, models.PROTECT, null=True, blank=True, related_name="titles")

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "name"], name="one_title_template_a_name")]

    def __str__(self) -> str:
        return self.name


class LegalTitle(InstanceModel):
    """One reason for one contact or company, with its term. It is ended, never deleted."""

    holds = InstanceData(
        person=("contact", "company"),
        consent=("form",),
        rest=(
            "id", "instance", "template", "contact", "company", "valid_from", "valid_till", "contract_validity",
            "created_at", "created_by", "updated_at", "updated_by", "invalid_at",
        ),
    )  # fmt: skip

    template = InstanceForeignKey(LegalTitleTemplate, models.PROTECT, related_name="titles")
    contact = InstanceForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="titles")
    company = InstanceForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="titles")
    valid_from = models.DateField()
    valid_till = models.DateField(null=True, blank=True)
    form = picklist(_("How consent was given"))
    contract_validity = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = InstanceForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(null=True)
    updated_by = InstanceForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    invalid_at = models.DateTimeField(null=True)

    class Meta(InstanceModel.Meta):
        indexes = [models.Index(fields=["instance", "contact", "valid_till"], name="title_contact_till")]


def running(today: dt.date) -> Any:
    """The reasons in force on a day."""
    begun = LegalTitle.objects.filter(invalid_at=None, valid_from__lte=today)
    return begun.filter(models.Q(valid_till=None) | models.Q(valid_till__gte=today))
