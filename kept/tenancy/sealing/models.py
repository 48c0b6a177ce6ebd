"""Seals: hashes of the lines of the log, a root for each instance and minute, chained and signed (D5)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from kept.policy.holdings import NoPersonalData, ServiceData


class Seal(models.Model):
    """The lines that one seal closes, by number, with their hashes. Written once; it tells nothing of anybody."""

    holds = NoPersonalData(because="salted hashes of lines of the log, and their numbers")
    fence = True
    append_only = True
    searched = True
    outside_allowed = True

    id = models.BigAutoField(primary_key=True)
    instance_id = models.BigIntegerField(default=0)
    number = models.BigIntegerField()  # 1, 2, 3 … in each instance
    until = models.DateTimeField()  # the moment up to which lines are closed
    entries = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField()  # 32 bytes a line, in the order of `entries`
    root = models.BinaryField()
    previous = models.BinaryField()  # the digest of the seal before; 32 zero bytes for the first
    digest = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance_id", "number"], name="one_seal_a_number")]
        indexes = [models.Index(fields=["instance_id", "until"], name="seal_until")]


class Salts(models.Model):
    """The salts of a seal's lines. Where one is blanked, nobody can prove any more what the line said; the seal holds."""

    holds = NoPersonalData(because="random bytes")
    fence = True
    goes_back = False  # without them the seals that were made since would prove nothing
    outside_allowed = True

    id = models.BigAutoField(primary_key=True)
    instance_id = models.BigIntegerField(default=0)
    number = models.BigIntegerField()
    salts = models.BinaryField()  # 16 bytes a line, in the order of the seal's entries

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance_id", "number"], name="salts_of_one_seal")]


class Mention(models.Model):
    """Which sealed lines of one kind speak of which records: what "who looked?" is answered from. The lines themselves
    carry no index of records, so that a request does not pay for it; see `kept.tenancy.looks`."""

    holds = ServiceData(
        purposes=("D5",), person="self", store="read log", happened={"recorded": "newest"},
        protocol=("kind", "entries", "ids", "newest"), rest=("id", "instance_id", "number", "edge"),
    )  # fmt: skip
    fence = True
    append_only = True
    searched = True
    outside_allowed = True

    id = models.BigAutoField(primary_key=True)
    instance_id = models.BigIntegerField(default=0)
    number = models.BigIntegerField()  # of the seal; each has one row at least, so that the last one is known
    kind = models.TextField()
    entries = ArrayField(models.BigIntegerField())  # the lines, a few
    ids = ArrayField(models.BigIntegerField())  # the records they speak of, each once
    newest = models.DateTimeField()  # of the lines
    edge = models.DateTimeField()  # every line that is older stands in this seal or in one before

    class Meta:
        indexes = [
            models.Index(fields=["instance_id", "number"], name="mention_seal"),
            GinIndex(fields=["instance_id", "ids"], name="mention_record"),
        ]


class Check(models.Model):
    """A verification of the whole log of an instance: how many lines, and what was wrong with them."""

    holds = NoPersonalData(because="numbers of lines, and kinds of faults")
    fence = True
    goes_back = False
    outside_allowed = True

    id = models.BigAutoField(primary_key=True)
    instance_id = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    lines = models.BigIntegerField()
    seals = models.BigIntegerField()
    faults = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["instance_id", "at"], name="check_at")]
