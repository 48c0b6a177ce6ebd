"""Thread, Message, Attachment: a talk with a correspondent, what was said in it, and what came with it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kept.desk.models.people import Correspondent
from kept.identity.models import User
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps
from kept.policy.terms import Channel


class Thread(models.Model):
    """A talk. Open: it is our turn. Waiting: it is theirs. Closed: nothing is left to do."""

    class State(models.TextChoices):
        OPEN = "open", _("our turn")
        WAITING = "waiting", _("their turn")
        CLOSED = "closed", _("closed")

    holds = ServiceData(
        purposes=("L2",),
        person="correspondent",
        correspondence=("subject",),
        rest=("id", "correspondent", "channel", "state", "assigned", "opened_at", "last_at", "closed_at"),
        happened={"service_ended": "correspondent__service_ended_at"},
    )

    correspondent = models.ForeignKey(Correspondent, models.CASCADE)
    channel = models.CharField(max_length=16, choices=[(one.code, one.code) for one in Channel])
    subject = models.CharField(_("About"), max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    assigned = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("talk with support")
        verbose_name_plural = _("talks with support")
        indexes = [models.Index(fields=["state", "-last_at"], name="thread_inbox")]

    def __str__(self) -> str:
        return f"thread {self.pk}"

    @property
    def channel_text(self) -> str:
        """The channel in words of the reader's language."""
        return str(Channel.of(self.channel).text)


@keeps("C8")
class Message(models.Model):
    """Something that was said: by them, by us, or among us."""

    IN, OUT, NOTE = "in", "out", "note"

    holds = ServiceData(
        purposes=("L2",),
        person="thread__correspondent",
        correspondence=("text", "html", "message_id"),
        rest=("id", "thread", "direction", "at", "by", "channel", "fingerprint"),
        happened={"service_ended": "thread__correspondent__service_ended_at"},
    )

    thread = models.ForeignKey(Thread, models.CASCADE)
    direction = models.CharField(max_length=4)
    channel = models.CharField(max_length=16)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)  # cleaned before it is kept
    message_id = models.CharField(max_length=255, blank=True)  # of a mail that came, for the head of our answer
    fingerprint = models.CharField(max_length=64, null=True, unique=True)  # of its Message-ID: it is taken in once

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("message to or from support")
        verbose_name_plural = _("messages to and from support")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Attachment(models.Model):
    """A file that came with a message, sealed."""

    holds = ServiceData(
        purposes=("L2",),
        person="message__thread__correspondent",
        correspondence=("name", "content"),
        rest=("id", "message", "media_type", "size"),
        store="desk files",
        happened={"service_ended": "message__thread__correspondent__service_ended_at"},
    )

    message = models.ForeignKey(Message, models.CASCADE)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("file sent to support")
        verbose_name_plural = _("files sent to support")

    def __str__(self) -> str:
        return f"attachment {self.pk}"
