"""SignUp: an instance that was asked for, and is founded when the e-mail is confirmed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kept.identity.models import User
from kept.policy.holdings import ServiceData


class SignUp(models.Model):
    """What a person asked for at sign-up."""

    holds = ServiceData(
        purposes=("L1",),
        person="user",
        happened={"contract_ended": "user__service_ended_at"},
        rest=("id", "user", "instance_name", "language", "asked_at", "founded_at"),
    )

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ups")
    instance_name = models.CharField(max_length=120)
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField(default=timezone.now)
    founded_at = models.DateTimeField(null=True)
