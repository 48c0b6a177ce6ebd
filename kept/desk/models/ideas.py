"""Idea, IdeaStep, Suggestion, Vote: what people wish for, what became of it, whose wish it was, who wants it too (C8, U5).

An idea is published in our own words and names nobody. Whose it is stands apart, so that a person may leave and the
idea remain.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.desk.models.threads import Thread
from kept.identity.models import User
from kept.policy import clock
from kept.policy.holdings import NoPersonalData, ServiceData
from kept.policy.keeps import keeps


class Idea(models.Model):
    """A wish as we published it. Its state is that of its last step."""

    class State(models.TextChoices):
        COLLECTED = "collected", _("collected")
        CONSIDERED = "considered", _("being considered")
        PLANNED = "planned", _("planned")
        DONE = "done", _("done")
        DECLINED = "declined", _("declined")

    holds = NoPersonalData(because="an idea in our own words, published without anybody's name")

    title = models.CharField(_("Idea"), max_length=120)
    summary = models.TextField(_("In short"), max_length=2000, blank=True)
    language = models.CharField(_("Language"), max_length=8, choices=[("en", _("English")), ("cs", _("Czech"))])
    state = models.CharField(max_length=12, choices=State, default=State.COLLECTED)
    made_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")

    def __str__(self) -> str:
        return self.title


class IdeaStep(models.Model):
    """What became of an idea, and what we say of it."""

    holds = NoPersonalData(because="what we say of an idea, in our own words")

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=Idea.State)
    words = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField(default=clock.now)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("step of an idea")
        verbose_name_plural = _("steps of ideas")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"step {self.pk}"


@keeps("U5")
class Suggestion(models.Model):
    """Somebody's own words, in a talk with them, that led to an idea. They hear what becomes of it until they say no."""

    holds = ServiceData(
        purposes=("L2",),
        person="thread__correspondent",
        rest=("id", "idea", "thread", "told"),
        happened={"service_ended": "thread__correspondent__service_ended_at"},
    )

    idea = models.ForeignKey(Idea, models.CASCADE)
    thread = models.OneToOneField(Thread, models.CASCADE)
    told = models.BooleanField(default=True)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")

    def __str__(self) -> str:
        return f"suggestion {self.pk}"


class Vote(models.Model):
    """A user wants it too."""

    holds = ServiceData(
        purposes=("L2",),
        person="user",
        rest=("id", "idea", "user", "at"),
        happened={"service_ended": "user__service_ended_at"},
    )

    idea = models.ForeignKey(Idea, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        verbose_name = _("vote for an idea")
        verbose_name_plural = _("votes for ideas")
        constraints = [models.UniqueConstraint(fields=["idea", "user"], name="one_vote_a_user")]

    def __str__(self) -> str:
        return f"vote {self.pk}"
