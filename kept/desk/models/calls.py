"""CallBack: somebody asked us to call, and left initials and a number (C2)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kept.desk.models.people import Correspondent
from kept.identity.models import User
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps


@keeps("C2")
class CallBack(models.Model):
    """It waits in the queue until somebody called, or gave up after trying."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to be called")
        NOT_REACHED = "not_reached", _("not reached")
        CALLED = "called", _("called")
        DROPPED = "dropped", _("not called any more")

    holds = ServiceData(
        purposes=("L2",),
        person="correspondent",
        name=("initials",),
        telephone=("telephone",),
        rest=("id", "correspondent", "asked_at", "state", "tries", "tried_at", "by", "closed_at"),
        happened={"service_ended": "correspondent__service_ended_at"},
    )

    correspondent = models.ForeignKey(Correspondent, models.CASCADE)
    initials = models.CharField(_("Initials"), max_length=10)
    telephone = models.CharField(_("Phone"), max_length=40)
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("wish to be called")
        verbose_name_plural = _("wishes to be called")
        indexes = [models.Index(fields=["state", "asked_at"], name="callback_queue")]

    def __str__(self) -> str:
        return f"call-back {self.pk}"
