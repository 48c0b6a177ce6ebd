"""Announcement, and what became of it for each user: told by mail, read, and who wants no mail of what is new."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.identity.models import User
from kept.policy import clock
from kept.policy.holdings import NoPersonalData, ServiceData


class Kind(models.TextChoices):
    """What is told."""

    NEW = "new", _("something new")
    CHANGE = "change", _("a change")
    MAINTENANCE = "maintenance", _("planned maintenance")


# Why the address may be used. What changes must be known to who has a contract; of what is new one need not hear.
PURPOSES: dict[str, str] = {Kind.NEW: "L2", Kind.CHANGE: "L1", Kind.MAINTENANCE: "L1"}


class Announcement(models.Model):
    """A piece of news, in both languages of the house."""

    holds = NoPersonalData(because="what we tell everybody alike, and who of the staff told it, by number")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices, default=Kind.NEW)
    title_en = models.CharField(_("Title in English"), max_length=150)
    text_en = models.TextField(_("Text in English"), max_length=20_000)
    title_cs = models.CharField(_("Title in Czech"), max_length=150)
    text_cs = models.TextField(_("Text in Czech"), max_length=20_000)
    by_mail = models.BooleanField(_("Also by e-mail"), default=False)
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.BigIntegerField(null=True, editable=False)  # the number of the user
    told_at = models.DateTimeField(null=True, editable=False)  # the last letter is on its way
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("-published_at", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.title_cs if _czech() else self.title_en

    @property
    def text(self) -> str:
        """In the reader's language."""
        return self.text_cs if _czech() else self.text_en

    @property
    def purpose(self) -> str:
        """The purpose of the register under which users are written to."""
        return PURPOSES[self.kind]

    @property
    def state(self) -> str:
        """draft, sending, published or withdrawn."""
        if self.withdrawn_at:
            return "withdrawn"
        if not self.published_at:
            return "draft"
        return "sending" if self.by_mail and not self.told_at else "published"


def _czech() -> bool:
    return (get_language() or "en").startswith("cs")


class Telling(models.Model):
    """That somebody was written to of an announcement, or why not. A row each, so nobody is told twice or forgotten."""

    SENT, STOPPED, OFF, UNREACHED = "sent", "stopped", "off", "unreached"

    holds = ServiceData(
        purposes=("L1",),
        person="user",
        happened={"contract_ended": "user__service_ended_at"},
        protocol=("at",),
        rest=("id", "announcement", "user", "purpose", "what"),
    )

    id = models.BigAutoField(primary_key=True)
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="tellings")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=8)  # under which the address was used
    what = models.CharField(max_length=10)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "user"], name="told_once")]


class Reading(models.Model):
    """That somebody put an announcement aside."""

    holds = ServiceData(
        purposes=("L1",),
        person="user",
        happened={"contract_ended": "user__service_ended_at"},
        protocol=("at",),
        rest=("id", "announcement", "user"),
    )

    id = models.BigAutoField(primary_key=True)
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "announcement"], name="put_aside_once")]


class NoMail(models.Model):
    """That somebody wants no mail of what is new. They find it behind the bell."""

    holds = ServiceData(
        purposes=("L1",),
        person="user",
        happened={"contract_ended": "user__service_ended_at"},
        preference=("since",),
        rest=("id", "user"),
    )

    id = models.BigAutoField(primary_key=True)
    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=clock.now)
