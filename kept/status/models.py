"""What is remembered of how the service did: a line a part and day, incidents with what was said, and jobs that failed."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.policy.holdings import NoPersonalData


class Day(models.Model):
    """The minutes of a day (UTC) that a part of the house was well, slow, down, not watched, or planned to be away."""

    holds = NoPersonalData(because="minutes of parts of the house")

    component = models.CharField(max_length=40)
    on = models.DateField()
    well = models.PositiveIntegerField(default=0)
    slow = models.PositiveIntegerField(default=0)
    down = models.PositiveIntegerField(default=0)
    away = models.PositiveIntegerField(default=0)  # nobody watched: the house itself did not run
    planned = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["component", "on"], name="one_line_a_part_and_day")]


class Incident(models.Model):
    """Something that everybody may know, or maintenance that is planned; what was said of it are its Words."""

    holds = NoPersonalData(because="sentences about the service, for everybody")

    class State(models.TextChoices):
        """How far it is."""

        INVESTIGATING = "investigating", _("investigating")
        IDENTIFIED = "identified", _("identified")
        WATCHING = "watching", _("watching")
        SOLVED = "solved", _("solved")
        PLANNED = "planned", _("planned")

    title_en = models.CharField(max_length=120)
    title_cs = models.CharField(max_length=120)
    components = ArrayField(models.CharField(max_length=40), default=list)
    state = models.CharField(max_length=16, choices=State.choices, default=State.INVESTIGATING)
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)  # of planned maintenance: when it shall end
    planned = models.BooleanField(default=False)

    class Meta:
        ordering = ["-begun_at"]

    @property
    def title(self) -> str:
        """In the reader's language."""
        return in_language(self, "title")

    def say(self, state: str, text_en: str, text_cs: str) -> Words:
        """Say something new of it."""
        self.state = state
        if state == self.State.SOLVED and (self.ended_at is None or self.planned):
            self.ended_at = timezone.now()
        self.save()
        return Words.objects.create(incident=self, state=state, text_en=text_en, text_cs=text_cs)


class Words(models.Model):
    """What was said of an incident, and when."""

    holds = NoPersonalData(because="sentences about the service, for everybody")

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="words")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=16, choices=Incident.State.choices)
    text_en = models.TextField(max_length=2000)
    text_cs = models.TextField(max_length=2000)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "words"

    @property
    def text(self) -> str:
        """In the reader's language."""
        return in_language(self, "text")


class Failure(models.Model):
    """A job that failed: its kind, the kind of the fault and its place in the code. No value, no argument."""

    holds = NoPersonalData(because="kinds of jobs, kinds of faults, places in the program")

    job = models.BigIntegerField(unique=True)
    task = models.CharField(max_length=128)
    fault = models.CharField(max_length=120)
    place = models.CharField(max_length=200)
    tries = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    final = models.BooleanField(default=False)  # it will not be tried again by itself
    asked = models.CharField(max_length=8, blank=True)  # retry, drop: what staff decided
    because = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]


def in_language(row: Any, name: str) -> str:
    """A text of a row in the reader's language, in English where there is none."""
    return str(getattr(row, f"{name}_{(get_language() or 'en')[:2]}", "") or getattr(row, f"{name}_en"))
