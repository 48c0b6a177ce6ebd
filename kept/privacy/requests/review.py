"""Review: a free text that may name others, to be read before the copy is handed over (GDPR, article 15 (4))."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.policy.holdings import ServiceData
from kept.privacy.requests.here import HereModel
from kept.privacy.requests.request import DataSubjectRequest
from kept.tenancy.models import InstanceForeignKey


class Decision(models.TextChoices):
    """What becomes of a text."""

    OPEN = "open", _("to be read")
    WHOLE = "whole", _("handed over whole")
    REDACTED = "redacted", _("handed over without others’ data")
    LEFT_OUT = "left_out", _("left out")


class Review(HereModel):
    """One text. `text` is as it stands in the record, `redacted` as it is handed over."""

    holds = ServiceData(
        purposes=("R8",),
        person="request",
        correspondence=("text", "redacted"),
        request_record=("decision", "reference", "read_at"),
        rest=("id", "instance_id", "request", "store", "read_by_id"),
        happened={"request_closed": "request__closed_at"},
    )

    request = InstanceForeignKey(DataSubjectRequest, models.CASCADE, related_name="reviews")
    store = models.CharField(max_length=80)
    reference = models.CharField(max_length=200)
    text = models.TextField()
    redacted = models.TextField(blank=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.OPEN)
    read_at = models.DateTimeField(null=True)
    read_by_id = models.BigIntegerField(null=True)

    class Meta:
        base_manager_name = "objects"
        indexes = [models.Index(fields=["instance_id", "decision"], name="review_decision")]

    def __str__(self) -> str:
        return self.reference

    @property
    def handed_over(self) -> str | None:
        """The text that leaves; None when none does."""
        return {Decision.WHOLE: self.text, Decision.REDACTED: self.redacted}.get(Decision(self.decision))
