"""What is noted: a line a request, a group of errors, a kind of device, and the numbers of a day."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.policy.holdings import NoPersonalData, ServiceData


class RequestLine(models.Model):
    """One request, in the fields that the register declares and no others (C7). Users and instances by number."""

    holds = ServiceData(
        purposes=("C7",),
        person="user_id",
        happened={"recorded": "at"},
        ip_address=("ip",),
        device=("device",),
        protocol=("user_id",),
        rest=(
            "id", "at", "method", "route", "status", "satisfied", "duration_ms", "queries", "bytes", "instance",
            "request_id", "failure",
        ),
    )  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    ip = models.GenericIPAddressField(null=True)
    method = models.TextField()
    route = models.TextField()  # the name of the page, never its path
    status = models.SmallIntegerField()
    satisfied = models.BooleanField()
    duration_ms = models.FloatField()
    queries = models.IntegerField()
    bytes = models.BigIntegerField()  # the upper end of a class: 1 kB, 2 kB, 4 kB …
    instance = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    device = models.TextField()
    request_id = models.UUIDField()
    failure = models.TextField()  # the type of an exception, never its words

    class Meta:
        verbose_name_plural = _("lines of the request log")
        indexes = [
            models.Index(fields=["user_id"], name="requestline_user", condition=models.Q(user_id__isnull=False)),
        ]


class Device(models.Model):
    """A kind of device and browser that a user came with in a month: families and versions (C4)."""

    holds = ServiceData(
        purposes=("C7",),
        person="user_id",
        happened={"recorded": "first_at"},
        device=("browser", "browser_version", "system", "system_version", "screen"),
        protocol=("user_id", "first_at", "last_at"),
        rest=("id", "month", "instance"),
    )

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()
    user_id = models.BigIntegerField()
    instance = models.BigIntegerField()  # 0: outside any instance
    browser = models.TextField()
    browser_version = models.TextField()
    system = models.TextField()
    system_version = models.TextField()
    screen = models.TextField(default="", db_default="")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = _("kinds of devices")
        constraints = [
            models.UniqueConstraint(
                fields=["month", "user_id", "instance", "browser", "browser_version", "system", "system_version"],
                name="device_once_a_month",
            )
        ]
        indexes = [models.Index(fields=["user_id"], name="device_user")]


class Fault(models.Model):
    """Errors of one kind at one place. Types and places, no values: nobody's words stand in it."""

    holds = NoPersonalData(because="types of exceptions, places in the program, names of routes, times and counts")

    id = models.BigAutoField(primary_key=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    kind = models.TextField()
    code = models.TextField()  # what the database calls it: a code, and the name of a constraint
    frames = ArrayField(models.TextField())  # "kept/api/dispatch.py:61 _run", the innermost last
    route = models.TextField()  # where it was met last
    status = models.SmallIntegerField()
    count = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)  # met again after it was marked as solved

    class Meta:
        ordering = ["-last_at"]

    @property
    def is_open(self) -> bool:
        """Whether somebody should look at it."""
        return self.solved_at is None or self.back_at is not None


class Tally(models.Model):
    """A number of a day, counted while requests are noted. It outlives them, and nobody is in it (U4)."""

    holds = NoPersonalData(because="numbers of requests, errors and devices by day")

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    what = models.TextField()
    key = models.TextField()
    part = models.TextField()
    size = models.SmallIntegerField()
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "what", "key", "part", "size"], name="tally_once")]


class ActiveInstance(models.Model):
    """An instance that was in use on a day."""

    holds = NoPersonalData(because="numbers of instances by day")

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    instance = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "instance"], name="active_once_a_day")]


class Release(models.Model):
    """Statistics of a month that left the house (S3). What is out is out: it is never changed."""

    holds = NoPersonalData(because="a month, a day, and how large the smallest group had to be")

    id = models.BigAutoField(primary_key=True)
    month = models.DateField(unique=True)
    released_at = models.DateTimeField()
    least_persons = models.IntegerField()
    least_instances = models.IntegerField()

    class Meta:
        ordering = ["-month"]


class Released(models.Model):
    """A number that left: of a browser on a system, or of all of them where a name is empty."""

    holds = NoPersonalData(because="numbers of groups that are large enough (S3)")

    id = models.BigAutoField(primary_key=True)
    release = models.ForeignKey(Release, models.CASCADE, related_name="numbers")
    browser = models.TextField()
    system = models.TextField()
    number = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "browser", "system"], name="released_once")]
