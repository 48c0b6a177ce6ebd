"""Chat: a talk on our own page, with somebody who has no account. The link in their browser is all that opens it (C8)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.desk.models.threads import Thread
from kept.policy import clock
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps

HERE = timedelta(seconds=30)  # whose page has asked within it is still looking


def new_ref() -> str:
    """A name for a chat that tells nothing, not even how many there are."""
    return secrets.token_hex(8)


@keeps("C8")
class Chat(models.Model):
    """The live part of a talk. When it has ended the talk stays, and goes on by e-mail where one was left."""

    holds = ServiceData(
        purposes=("L2",),
        person="thread__correspondent",
        rest=("id", "thread", "ref", "began_at", "seen_at", "heard", "ended_at"),
        happened={"service_ended": "thread__correspondent__service_ended_at"},
    )

    thread = models.OneToOneField(Thread, models.CASCADE)
    ref = models.CharField(max_length=16, default=new_ref, unique=True)
    began_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)  # when the visitor's page last asked
    heard = models.BigIntegerField(default=0)  # the last message that it was given
    ended_at = models.DateTimeField(null=True)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("chat")
        verbose_name_plural = _("chats")
        indexes = [models.Index(fields=["ended_at", "seen_at"], name="chat_open")]

    def __str__(self) -> str:
        return f"chat {self.pk}"

    @property
    def is_here(self) -> bool:
        """Whether the visitor is looking now."""
        return self.ended_at is None and clock.now() - self.seen_at < HERE
