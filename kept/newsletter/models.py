"""Subscriber, Issue, Sending: who reads, what they are sent, and which letter of it went to whom."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kept.consent.people import digest
from kept.identity.models import User
from kept.policy.holdings import NoPersonalData, ServiceData
from kept.policy.keeps import keeps

LANGUAGES = [("en", _("English")), ("cs", _("Czech"))]


def new_letter() -> str:
    """The id of a letter to come: nobody can guess it."""
    return uuid.uuid4().hex


@keeps("C3", "L4")
class Subscriber(models.Model):
    """A reader who said yes from their own mailbox. An address alone, and only from then on."""

    holds = ServiceData(
        purposes=("L4",),
        person="self",
        email=("email",),
        rest=(
            "id",
            "who",
            "language",
            "joined_at",
            "last_mail_at",
            "withdrawn_at",
            "stopped_at",
            "bounces",
            "notice_told",
        ),
        happened={"last_mail": "last_mail_at", "consent_withdrawn": "withdrawn_at"},
    )

    email = models.EmailField(_("E-mail"), max_length=254, unique=True)
    who = models.CharField(max_length=64, default="", db_index=True)  # by which the ledger of choices knows them
    language = models.CharField(max_length=8, choices=LANGUAGES, default="en")
    joined_at = models.DateTimeField(default=timezone.now)
    last_mail_at = models.DateTimeField(default=timezone.now)  # the mail that asked them to confirm was one
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # said elsewhere; the address goes with the next round
    stopped_at = models.DateTimeField(null=True, blank=True)  # their mailbox is no more
    bounces = models.PositiveSmallIntegerField(default=0)
    notice_told = models.PositiveIntegerField(
        default=0, db_default=0
    )  # the last version of the notice that they were told of

    objects: models.Manager[Any] = models.Manager()

    def __str__(self) -> str:
        return f"subscriber {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the name by which the ledger of choices knows them."""
        self.who = digest(self.email)
        super().save(*args, **kwargs)


class LastService(models.Model):
    """When something was last provided to a user, a newsletter included: from then on L3 is counted."""

    holds = ServiceData(purposes=("L3",), person="user", rest=("id", "user", "at"), happened={"last_service": "at"})

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: models.Manager[Any] = models.Manager()


class Audience(models.TextChoices):
    """To whom an issue goes, and so on which ground."""

    READERS = "L4", _("readers, who asked for it")
    CUSTOMERS = "L3", _("customers, who did not object")


class Issue(models.Model):
    """One newsletter: written, looked at, sent once."""

    holds = NoPersonalData(because="what we publish to everybody alike")

    subject = models.CharField(_("Subject"), max_length=150)
    text = models.TextField(_("Text"), max_length=50_000)
    audience = models.CharField(_("To"), max_length=2, choices=Audience.choices, default=Audience.READERS)
    language = models.CharField(_("Language"), max_length=8, choices=LANGUAGES, default="en")
    per_minute = models.PositiveSmallIntegerField(_("Letters a minute"), default=120)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    filled_at = models.DateTimeField(null=True, blank=True)  # all its letters are in the queue
    stopped_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: models.Manager[Any] = models.Manager()

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> str:
        """draft, stopped, sending or sent."""
        if self.finished_at:
            return "sent"
        if self.stopped_at:
            return "stopped"
        return "sending" if self.started_at else "draft"


class Sending(models.Model):
    """The letter of an issue to one reader: it goes once, or it says why it did not."""

    WAITING, SENT, SKIPPED, REFUSED = "waiting", "sent", "skipped", "refused"
    RETURNED = "returned"  # it went, and came back for now
    WENT = (SENT, RETURNED)

    holds = ServiceData(
        purposes=("L3", "L4"),
        person=("subscriber", "user"),
        happened={"last_service": "at", "last_mail": "at", "consent_withdrawn": "subscriber__withdrawn_at"},
        rest=("id", "issue", "subscriber", "user", "state", "at", "letter"),
    )

    issue = models.ForeignKey(Issue, models.CASCADE)
    subscriber = models.ForeignKey(Subscriber, models.SET_NULL, null=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, default=WAITING)
    at = models.DateTimeField(null=True)
    letter = models.CharField(max_length=32, default=new_letter, unique=True)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscriber"], name="one_letter_a_subscriber"),
            models.UniqueConstraint(fields=["issue", "user"], name="one_letter_a_customer"),
        ]
        indexes = [models.Index(fields=["issue", "state", "id"], name="sending_next")]


class Reading(models.Model):
    """How often an issue or a public page was read on a day, by those who let it be counted (C6)."""

    holds = NoPersonalData(because="numbers a day, of nobody in particular")

    place = models.CharField(max_length=40)  # "issue:7", "page:front"
    day = models.DateField()
    number = models.PositiveIntegerField(default=0)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="one_number_a_day")]

    def __str__(self) -> str:
        return f"{self.place} {self.day}"


class HandedOver(models.Model):
    """Numbers of readings that a party supporting our marketing received, and how many of them (C6)."""

    holds = NoPersonalData(because="how many numbers went to a company, and when")

    recipient = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)
    numbers = models.PositiveIntegerField()
    held_back = models.PositiveIntegerField()

    objects: models.Manager[Any] = models.Manager()

    def __str__(self) -> str:
        return f"handed over {self.pk}"
