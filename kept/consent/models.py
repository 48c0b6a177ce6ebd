"""The tables of choices: for the operator's own data, and for the people of an instance. One engine works on both."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from kept.consent.bases import Basis
from kept.consent.states import State
from kept.policy.holdings import InstanceData, NoPersonalData, ServiceData
from kept.tenancy.models import InstanceModel

STATES = [(state.value, state.value) for state in State if state is not State.NOT_ASKED]
TOLD = (
    "who", "kind", "key", "purpose", "act", "chosen", "locked", "text", "language", "form", "channel", "at", "until",
    "by_id", "record_id",
)  # fmt: skip
OF_THE_LEDGER = ("id", "basis", "notice_version", "latest", "ended_at", "replaces")


class Line(models.Model):
    """A line of the ledger of choices, after ISO/IEC TS 27560. Added, and closed by the next; never changed else."""

    append_only = True
    closed_by = ("latest", "ended_at")  # the only columns that the application may write later

    record_id = models.UUIDField(default=uuid.uuid4)
    who = models.CharField(max_length=80)  # a keyed digest of an address, or a record "contacts.contact:7"
    kind = models.CharField(max_length=60, blank=True)
    key = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=60)
    basis = models.CharField(max_length=24, blank=True)
    act = models.CharField(max_length=12, choices=STATES)
    chosen = models.CharField(max_length=12, blank=True)  # what stands after the act; "" where nobody asked
    locked = models.BooleanField(default=False)
    text = models.CharField(max_length=64, blank=True)  # SHA-256 of the words that were shown
    language = models.CharField(max_length=8, blank=True)
    form = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    notice_version = models.CharField(max_length=64, blank=True)
    by_id = models.BigIntegerField(null=True)  # who wrote it down; null: the person
    latest = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)
    replaces = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class Choice(Line):
    """A choice of a person of whom the operator is the controller."""

    holds = ServiceData(
        purposes=("C3", "A1"), person="self", store="choices", consent_proof=TOLD, rest=OF_THE_LEDGER,
        happened={"choice_ended": "ended_at"},
    )  # fmt: skip

    id = models.BigAutoField(primary_key=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["who", "purpose"], condition=models.Q(latest=True), name="one_latest_choice"
            ),
            models.UniqueConstraint(fields=["replaces"], name="a_choice_is_replaced_once"),
        ]
        indexes = [models.Index(fields=["who", "purpose", "at"], name="choice_of_whom")]


class InstanceChoice(Line, InstanceModel):
    """A choice of a person in an instance."""

    holds = InstanceData(person="self", store="choices", consent=TOLD, rest=(*OF_THE_LEDGER, "instance"))

    class Meta(InstanceModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "who", "purpose"],
                condition=models.Q(latest=True),
                name="one_latest_instance_choice",
            ),
            models.UniqueConstraint(fields=["instance", "replaces"], name="an_instance_choice_is_replaced_once"),
        ]
        indexes = [
            models.Index(fields=["instance", "who", "purpose", "at"], name="instance_choice_of_whom"),
            models.Index(
                fields=["instance", "purpose", "kind", "key"],
                condition=models.Q(latest=True),
                name="instance_choice_of_record",
            ),
        ]


class Wording(models.Model):
    """Words that were shown when somebody was asked, kept once."""

    holds = NoPersonalData(because="our own words, shown to many")
    append_only = True

    digest = models.CharField(max_length=64, primary_key=True)
    body = models.TextField()
    language = models.CharField(max_length=8)
    first_shown_at = models.DateTimeField(default=timezone.now)


class InstanceWording(InstanceModel):
    """The same for the words of an instance."""

    holds = NoPersonalData(because="the words of an organisation, shown to many")
    append_only = True

    digest = models.CharField(max_length=64)
    body = models.TextField()
    language = models.CharField(max_length=8)
    first_shown_at = models.DateTimeField(default=timezone.now)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "digest"], name="one_wording_a_digest")]


class Stop(models.Model):
    """A line of the list of addresses that are to be left alone, or are free again. Only a keyed digest is kept."""

    append_only = True

    who = models.CharField(max_length=80)
    purpose = models.CharField(max_length=60, default="*")
    stopped = models.BooleanField(default=True)
    because = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    key_name = models.CharField(max_length=16)

    class Meta:
        abstract = True


class Suppression(Stop):
    """An address that the operator is to leave alone."""

    holds = ServiceData(
        purposes=("C3",), person="self", store="choices", consent_proof=("who", "purpose", "stopped", "because", "at"),
        rest=("id", "key_name"),
        no_clock="a keyed digest of who wants to be left alone: it must outlive the address, until they free it again",
    )  # fmt: skip

    id = models.BigAutoField(primary_key=True)

    class Meta:
        indexes = [models.Index(fields=["who", "id"], name="suppression_of_whom")]


class InstanceSuppression(Stop, InstanceModel):
    """An address that an instance is to leave alone."""

    holds = InstanceData(
        person="self",
        store="choices",
        consent=("who", "purpose", "stopped", "because", "at"),
        rest=("id", "key_name", "instance"),
    )

    class Meta(InstanceModel.Meta):
        indexes = [models.Index(fields=["instance", "who", "id"], name="instance_suppression_of_whom")]


class InstancePurpose(InstanceModel):
    """What an instance wants people's data for, on which basis, in which words it asks, and for how long."""

    holds = NoPersonalData(because="a purpose in general, of nobody in particular")

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    basis = models.CharField(max_length=24, choices=Basis.choices)
    text = models.TextField(blank=True)
    months = models.PositiveIntegerField(default=0)  # 0: no end
    demands_title = models.BooleanField(default=False)  # nobody without a valid reason on record
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(InstanceModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["instance", "code"], name="one_purpose_a_code"),
            models.UniqueConstraint(fields=["instance", "name"], name="one_purpose_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class StoppedMail(models.Model):
    """How many mails a no has stopped, a day."""

    holds = NoPersonalData(because="numbers a day")

    day = models.DateField()
    purpose = models.CharField(max_length=60)
    because = models.CharField(max_length=20)
    waited = models.BooleanField()  # it was queued already when the no came
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "purpose", "because", "waited"], name="one_number_of_stopped_mails")
        ]


class SignalConflict(models.Model):
    """A browser said no by Global Privacy Control where its person had said yes; the browser was believed."""

    holds = ServiceData(
        purposes=("C3",), person="self", consent_proof=("who", "purpose", "at"), rest=("id",),
        happened={"choice_ended": "at"},
    )  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    who = models.CharField(max_length=80)
    purpose = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["who", "purpose", "at"], name="signal_conflict_of_whom")]
