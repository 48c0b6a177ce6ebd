"""Appointment: a web conference agreed on in a talk, as both calendars have it (C8)."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.desk.models.threads import Thread
from kept.identity.models import User
from kept.policy import clock
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps


def new_uid() -> str:
    """The name by which calendars know it."""
    return uuid.uuid4().hex


@keeps("C8")
class Appointment(models.Model):
    """When, for how long, and where to. Each change raises `sequence`, as calendars expect (RFC 5546)."""

    class Answer(models.TextChoices):
        NONE = "needs-action", _("no answer yet")
        ACCEPTED = "accepted", _("accepted")
        TENTATIVE = "tentative", _("perhaps")
        DECLINED = "declined", _("declined")

    holds = ServiceData(
        purposes=("L2",),
        person="thread__correspondent",
        correspondence=("about", "link"),
        rest=(
            "id", "thread", "uid", "sequence", "starts_at", "minutes", "time_zone", "answer", "answered_at", "by",
            "made_at", "cancelled_at",
        ),
        happened={"service_ended": "thread__correspondent__service_ended_at"},
    )  # fmt: skip

    thread = models.ForeignKey(Thread, models.CASCADE)
    uid = models.CharField(max_length=32, default=new_uid, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    about = models.CharField(_("About"), max_length=200)
    link = models.URLField(_("Where to join"), max_length=500)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(_("Minutes"), default=30)
    time_zone = models.CharField(_("Time zone"), max_length=64)
    answer = models.CharField(max_length=12, choices=Answer, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return f"appointment {self.pk}"
