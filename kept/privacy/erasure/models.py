"""Certificate, Restriction and Package: what was erased, what is locked, what waits to be fetched."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kept.policy.holdings import NoPersonalData, ServiceData


class State(models.TextChoices):
    """How far an erasure has come."""

    ASKED = "asked", _("asked for")
    UNFINISHED = "unfinished", _("unfinished")
    COMPLETE = "complete", _("complete")


class Outside(models.Model):
    """A row of an instance, or of none (0): the operator's own, which alone its staff can see."""

    fence = True
    outside_allowed = True

    id = models.BigAutoField(primary_key=True)
    instance_id = models.BigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class Certificate(Outside):
    """An erasure: what is gone, what a law keeps until when, until which day backups hold it. Then it names nobody."""

    holds = ServiceData(
        purposes=("R8",),
        person="self",
        store="certificates",
        request_record=("pending", "report", "keys"),
        rest=(
            "id", "instance_id", "number", "reason", "by_id", "by_name", "asked_at", "completed_at", "state", "tries",
            "backups_until",
        ),
        happened={"request_closed": "completed_at"},
    )  # fmt: skip

    number = models.UUIDField(default=uuid.uuid4)
    reason = models.CharField(max_length=200)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=16, default="system")  # user, job, system
    asked_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    tries = models.PositiveIntegerField(default=0)
    backups_until = models.DateField(null=True)
    keys = models.JSONField(default=dict)
    pending = models.TextField(default="")  # addresses and names, sealed; empty once all is done
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance_id", "number"], name="one_certificate_a_number")]
        indexes = [models.Index(fields=["instance_id", "-asked_at"], name="certificate_asked")]


class Restriction(Outside):
    """A row that is stored and used for nothing (R4)."""

    holds = NoPersonalData(because="the kind and number of a record, and since when it is locked")
    searched = True  # a lockbox leaves out what is locked (D8)

    label = models.CharField(max_length=64)
    key = models.BigIntegerField()
    since = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200, default="")
    by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance_id", "label", "key"], name="one_restriction_a_record")]


class Package(Outside):
    """A copy that waits to be fetched. The file is encrypted, its password is shown once and then kept nowhere."""

    password = ""  # of a package that was made just now, for who made it
    holds = ServiceData(
        purposes=("R8",),
        person="self",
        store="packages",
        request_record=("keys", "digests"),
        rest=(
            "id", "instance_id", "number", "kind", "made_at", "expires_at", "fetched_at", "size", "sha256", "manifest",
            "sealed_password", "by_id",
        ),
        happened={"request_closed": "made_at"},
    )  # fmt: skip

    number = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=16, default="copy")  # copy, transfer
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, default="")
    keys = models.JSONField(default=dict)
    digests = models.JSONField(default=list)  # of the addresses, keyed
    manifest = models.JSONField(default=dict)
    sealed_password = models.TextField(default="")
    by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance_id", "number"], name="one_package_a_number")]
        indexes = [models.Index(fields=["instance_id", "-made_at"], name="package_made")]

    @property
    def path(self) -> Path:
        """Where the encrypted file lies."""
        from kept.privacy.erasure import shelf

        return shelf.place(self)
