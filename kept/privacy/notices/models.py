"""Versions of the notice, and what each person was told and answered."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from kept.policy.holdings import NoPersonalData, ServiceData
from kept.policy.register import Register
from kept.policy.written import read_back


class NoticeVersion(models.Model):
    """A version: the whole register as it was published, from when it applies, and what changed from the one before."""

    holds = NoPersonalData(because="the policy itself, and who of the staff published it by number")
    append_only = True

    id = models.BigAutoField(primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    register = models.JSONField()
    changes = models.JSONField(default=list)  # promise, kind, sentence in each language, whether it is material
    material = models.BooleanField(default=False)  # announced thirty days ahead
    asks = models.BooleanField(default=False)  # does not apply to a person until they accept
    published_at = models.DateTimeField(default=timezone.now)
    applies_from = models.DateField()
    published_by = models.BigIntegerField(null=True)  # the number of the user; None: with the first start

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return str(self.number)

    def read(self) -> Register:
        """The register of this version."""
        register: Register = read_back(self.register)
        return register

    def changes_in(self, language: str) -> list[dict[str, Any]]:
        """What changed, as sentences in one language."""
        short = language.partition("-")[0]
        return [{**one, "sentence": one["sentence"].get(short, one["sentence"]["en"])} for one in self.changes]


class Telling(models.Model):
    """That a person was told of a version, or answered it: a row each time, the latest answer counts."""

    TOLD, UNREACHED, SEEN, ACCEPTED, DECLINED = "told", "unreached", "seen", "accepted", "declined"

    holds = ServiceData(
        purposes=("A1",),
        person="user_id",
        consent_proof=("user_id", "what", "at", "channel"),
        rest=("id", "version", "ended_at"),
        happened={"choice_ended": "ended_at"},
    )

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(NoticeVersion, models.PROTECT, related_name="+")
    user_id = models.BigIntegerField()
    what = models.CharField(max_length=12)
    channel = models.CharField(max_length=12, default="email")  # email, product
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)  # when a later version came into its place

    class Meta:
        indexes = [models.Index(fields=["user_id", "version", "at"], name="telling_of_user")]
