"""What is remembered of backups: each one taken, each drill, and each hourly look at how old everything is."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from kept.policy.holdings import NoPersonalData


class Backup(models.Model):
    """A backup that was begun. Its row is written before its moment: a restore must find it, or it is another's."""

    holds = NoPersonalData(because="times and sizes of backups")

    name = models.CharField(max_length=32, unique=True)
    begun_at = models.DateTimeField(default=timezone.now)
    moment_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(default=0)  # bytes of the database's copy
    stored = models.BigIntegerField(default=0)  # bytes that it added to the vault
    rows = models.BigIntegerField(default=0)
    files = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["-begun_at"]


class Drill(models.Model):
    """A restore that was tried: of which backup, what was looked at, how long it took, and whether all was well."""

    holds = NoPersonalData(because="times and findings of restores")

    at = models.DateTimeField(default=timezone.now)
    backup = models.CharField(max_length=32)
    good = models.BooleanField()
    seconds = models.FloatField()
    findings = models.JSONField(default=list)  # [what, good, words, facts]

    class Meta:
        ordering = ["-at"]


class Watch(models.Model):
    """An hourly look at everything that can bring data back: how old it is, and what is wrong."""

    holds = NoPersonalData(because="ages of backups")

    at = models.DateTimeField(default=timezone.now)
    ages = models.JSONField(default=list)  # [what, oldest, newest, good]
    alarms = models.JSONField(default=list)  # [code, sentence]
    days = models.IntegerField(default=0)  # how many days back any moment can be restored
    told_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
