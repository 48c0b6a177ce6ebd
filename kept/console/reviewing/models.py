"""Review: somebody looked at what a colleague may do and had opened, and decided."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.grants.staff import Staff
from kept.policy import clock
from kept.policy.holdings import ServiceData


class Review(models.Model):
    """A row each time. `seen` is what the reviewer was shown: how often each room was opened."""

    class Decision(models.TextChoices):
        """What came of it."""

        CONFIRMED = "confirmed", _("confirmed")
        REDUCED = "reduced", _("some taken away")
        ENDED = "ended", _("ended")

    holds = ServiceData(
        purposes=("D6",),
        person="staff",
        happened={"access_ended": "staff__ended_at"},
        undertaking=("reason", "seen"),
        rest=("id", "staff", "by_id", "at", "decision", "roles", "taken"),
    )

    id = models.BigAutoField(primary_key=True)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="reviews")
    by_id = models.BigIntegerField()  # the number of the user, never the one who is reviewed
    at = models.DateTimeField(default=clock.now)
    decision = models.CharField(max_length=12, choices=Decision.choices)
    roles = ArrayField(models.CharField(max_length=16))  # as they were
    taken = ArrayField(models.CharField(max_length=16), default=list)
    reason = models.CharField(max_length=300, blank=True)
    seen = models.JSONField(default=list)  # [{"room": "desk_operator", "n": 12}]

    class Meta:
        ordering = ("-at", "-pk")
