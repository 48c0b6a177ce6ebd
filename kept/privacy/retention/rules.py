"""Rule: a period that an instance sets for its own records. Batch: what one warning named, and what became of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.identity.models import Membership
from kept.policy.holdings import NoPersonalData
from kept.policy.period import Period
from kept.tenancy.models import Instance, InstanceForeignKey, InstanceModel

MOST_MONTHS = 600
PERIODS = "periods"  # of the instance's settings: the kinds that a period is set for, so that pages need not ask


class RuleEnd(models.TextChoices):
    """What happens when the period is over."""

    BIN = "bin", _("put into the bin, gone for good 30 days later")
    ANONYMISE = "anonymise", _("make anonymous; this cannot be undone")


class Rule(InstanceModel):
    """Records of a kind without anything new for so many months come to an end."""

    holds = NoPersonalData(because="a kind of records, a number of months, a tag; the member is a reference")

    kind = models.CharField(_("Which records"), max_length=32)
    word = models.CharField(_("Only with this tag or word"), max_length=80, blank=True)
    months = models.PositiveIntegerField(
        _("Months"), default=36, validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)]
    )
    end = models.CharField(_("What happens then"), max_length=12, choices=RuleEnd.choices, default=RuleEnd.BIN)
    warn_days = models.PositiveIntegerField(
        _("Days between the warning and the end"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    spare_reasons = models.BooleanField(_("Keep those with a reason on record that still runs"), default=True)
    made_at = models.DateTimeField()
    made_by = InstanceForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)

    @property
    def period(self) -> Period:
        """As the calendar counts it."""
        return Period(months=self.months)

    def keep(self) -> None:
        """Save it, and note in the instance's settings for which kinds there are periods now."""
        self.save()
        kinds = sorted(set(Rule.objects.filter(stopped_at=None).values_list("kind", flat=True)))
        instance = Instance.objects.select_for_update().get(pk=self.instance_id)
        instance.settings[PERIODS] = kinds
        instance.save(update_fields=["settings"])


class Batch(InstanceModel):
    """The records that a warning named. Only these can come to an end, and only if they are still due on that day."""

    holds = NoPersonalData(because="numbers of records, days and counts")

    rule = InstanceForeignKey(Rule, models.CASCADE, related_name="batches")
    ids = ArrayField(models.BigIntegerField(), default=list)
    count = models.PositiveIntegerField(default=0)
    warned_at = models.DateTimeField()
    acts_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    gone = models.PositiveIntegerField(default=0)
    spared = models.PositiveIntegerField(default=0)  # not due any more, locked, or out of reach
    operation_id = models.BigIntegerField(null=True)  # what can be undone

    class Meta(InstanceModel.Meta):
        indexes = [models.Index(fields=["instance", "rule", "-acts_on"], name="batch_of")]
