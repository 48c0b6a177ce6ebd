"""ToldOn: a recipient who is to hear that what it received of a person was corrected, locked or erased (R3)."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.policy import clock
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps
from kept.privacy.requests.here import HereModel
from kept.privacy.requests.request import DataSubjectRequest
from kept.tenancy.models import InstanceForeignKey


class What(models.TextChoices):
    """What they are told of."""

    CORRECTED = "corrected", _("corrected")
    RESTRICTED = "restricted", _("locked")
    LIFTED = "lifted", _("lock lifted")
    ERASED = "erased", _("erased")


class State(models.TextChoices):
    """How far it is."""

    WAITING = "waiting", _("is being told")
    TOLD = "told", _("told")
    BY_HAND = "by_hand", _("to be told by hand")
    SPARED = "spared", _("holds none of it")


def new_letter() -> str:
    """The id of the letter to come: who is killed while sending it does not send it twice."""
    return uuid.uuid4().hex


@keeps("R3")
class ToldOn(HereModel):
    """One recipient and one change. Without a request it was the person's own hand: `user_id` or `email` say whose.

    `text` is what they read; it holds the new values until it is delivered, and is emptied then."""

    holds = ServiceData(
        purposes=("R8",),
        person=("request", "user_id", "email"),
        email=("email",),
        correspondence=("text",),
        request_record=("recipient", "what", "state", "at", "told_at", "how"),
        rest=(
            "id", "instance_id", "request", "user_id", "role", "contact", "letter", "tries", "trouble", "language",
            "told_by_id",
        ),
        happened={"request_closed": ("request__closed_at", "told_at")},
    )  # fmt: skip

    request = InstanceForeignKey(DataSubjectRequest, models.CASCADE, related_name="told_on", null=True)
    user_id = models.BigIntegerField(null=True)
    email = models.EmailField(max_length=254, blank=True)
    recipient = models.CharField(max_length=200)
    role = models.CharField(max_length=32, blank=True)
    contact = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=8, default="en")
    what = models.CharField(max_length=12, choices=What.choices)
    text = models.TextField(blank=True)
    letter = models.CharField(max_length=32, default=new_letter)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=120, blank=True)
    told_at = models.DateTimeField(null=True)
    told_by_id = models.BigIntegerField(null=True)
    how = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("word to a recipient")
        verbose_name_plural = _("words to recipients")
        indexes = [models.Index(fields=["instance_id", "state", "at"], name="told_on_waiting")]

    def __str__(self) -> str:
        return f"told on {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether they still have to hear it."""
        return self.state in (State.WAITING, State.BY_HAND)
