"""What an operation leaves behind: what was asked, what was agreed, which records, each step, each statement, the proof.

All of it is only ever added to. The rows lie in the customer's instance, behind its fence; the operator's role may
read and add them, and of the instance nothing else.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.policy import clock
from kept.policy.holdings import NoPersonalData


class Side(models.TextChoices):
    """Who did it."""

    CUSTOMER = "customer", _("you")
    OPERATOR = "operator", _("the operator")
    SYSTEM = "system", _("by itself")


class State(models.TextChoices):
    """Where an operation stands."""

    ASKED = "asked", _("asked for")
    PROPOSED = "proposed", _("proposed")
    OPEN = "open", _("open")
    ENDED = "ended", _("ended")
    EXPIRED = "expired", _("ended by its time")
    CLOSED = "closed", _("closed and proven")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed unanswered")


class Kind(models.TextChoices):
    """What an operation is for."""

    LOOK = "look", _("a look, to help you")
    CORRECTION = "correction", _("a mass correction")
    MIGRATION = "migration", _("a migration")
    ANALYSIS = "analysis", _("an analysis")


class InBox(models.Model):
    """A row of an instance that the operator's role may read and add to as well."""

    fence = True
    append_only = True
    outside_allowed = False
    searched = True  # the functions that hold a box to its agreement read these tables
    shared_with_operator: ClassVar[bool] = True

    id = models.BigAutoField(primary_key=True)
    instance_id = models.BigIntegerField(editable=False)
    at = models.DateTimeField(default=clock.now)
    by_id = models.BigIntegerField(null=True)  # the user, on either side

    class Meta:
        abstract = True


class Operation(InBox):
    """A data operation that somebody asked for or proposed."""

    holds = NoPersonalData(because="what a data operation is for; who asked is a reference")

    side = models.CharField(max_length=8, choices=Side.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    why = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["instance_id", "-at"], name="lockbox_operation_at")]


class Agreement(InBox):
    """What is to be allowed, as data and as words, with the digest of the words. The newest of an operation counts."""

    holds = NoPersonalData(because="names of fields, a filter, times and a price")

    operation_id = models.BigIntegerField()
    side = models.CharField(max_length=8, choices=Side.choices)
    scope = models.JSONField()
    price = models.CharField(max_length=120, blank=True)
    texts = models.JSONField()  # {"en": [...], "cs": [...]}
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["instance_id", "operation_id", "-id"], name="lockbox_agreement_of")]


class Reach(InBox):
    """The records of one kind that an open operation reaches: exactly these, as they were counted at its opening."""

    holds = NoPersonalData(because="numbers of records and names of columns")

    operation_id = models.BigIntegerField()
    kind = models.CharField(max_length=64)  # the model's label
    held_in = models.CharField(max_length=64)  # its table
    columns = ArrayField(models.TextField())
    acts = ArrayField(models.TextField())
    ids = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [models.Index(fields=["instance_id", "operation_id"], name="lockbox_reach_of")]


class Step(InBox):
    """An operation came into a state. The opening also names the role of the database and the end of its time."""

    holds = NoPersonalData(because="states and times; who took the step is a reference")

    operation_id = models.BigIntegerField()
    side = models.CharField(max_length=8, choices=Side.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    role = models.CharField(max_length=16, blank=True)  # kept_box_3
    until = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # of the agreement that was accepted

    class Meta:
        indexes = [models.Index(fields=["instance_id", "operation_id", "id"], name="lockbox_step_of")]
        constraints = [models.UniqueConstraint(fields=["instance_id", "operation_id", "state"], name="each_state_once")]


class Line(InBox):
    """A statement that was run: which kind, which fields, how many rows. Never a value."""

    ENTERED, READ, CORRECTED, COPIED, OPENED_COPY = "entered", "read", "corrected", "copied", "opened_copy"

    holds = NoPersonalData(because="kinds of statements, names of fields and counts; who ran it is a reference")

    operation_id = models.BigIntegerField()
    act = models.CharField(max_length=12)
    kind = models.CharField(max_length=64)
    fields = ArrayField(models.TextField())
    rows = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["instance_id", "operation_id", "-id"], name="lockbox_line_of")]


class Certificate(InBox):
    """What was done and what is left of it: nothing. Made when all of it was verified."""

    holds = NoPersonalData(because="counts of an operation that is over")

    operation_id = models.BigIntegerField()
    facts: Any = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance_id", "operation_id"], name="one_proof_an_operation")]
