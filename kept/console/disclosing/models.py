"""Demand, its steps and papers, and what was handed over: all of one person, kept three years from its end (S1)."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.console.disclosing.states import OPEN, Act, State
from kept.policy import clock
from kept.policy.holdings import ServiceData
from kept.policy.terms import LegalReason

STORE = "legal disclosures"
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that looks like another
ENDED = {"recorded": "demand__closed_at"}


def new_ref() -> str:
    """A name for a demand that tells nothing."""
    return "".join(secrets.choice(LETTERS) for _ in range(8))


class Demand(models.Model):
    """Somebody outside demands data of one person. A paper that names three persons is three demands."""

    holds = ServiceData(
        purposes=("S1",), person="email", store=STORE, happened={"recorded": "closed_at"},
        disclosure_record=(
            "email", "name", "asker", "reference", "reason", "wanted", "chosen", "barred_until", "bar_order", "told_at",
        ),
        rest=(
            "id", "ref", "received_on", "state", "language", "found", "looked_at", "trouble", "handing_at", "entered_by", "closed_at",
        ),
    )  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    ref = models.CharField(max_length=8, default=new_ref, unique=True)
    asker = models.CharField(max_length=200)  # the court, the authority, the organisation
    reference = models.CharField(max_length=120)  # their own number for it
    reason = models.CharField(max_length=12)  # a LegalReason of the register
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=160, blank=True)
    wanted = models.TextField()
    received_on = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    language = models.CharField(max_length=8, default="en")  # in which the person is told
    found = models.JSONField(default=list)  # [{"kind", "title", "n", "columns": [{"name", "label"}]}], no values
    looked_at = models.DateTimeField(null=True)
    chosen = models.JSONField(default=dict)  # the least: {kind: [columns]}
    barred_until = models.DateField(null=True)  # until when an order forbids to tell the person
    bar_order = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True)
    handing_at = models.DateTimeField(null=True)  # a job was asked to hand over
    trouble = models.CharField(max_length=200, blank=True)  # what a job stumbled over, in a word
    entered_by = models.BigIntegerField()  # the number of the user
    closed_at = models.DateTimeField(null=True)  # refused, or handed over and told

    class Meta:
        verbose_name = _("demand of an authority")
        verbose_name_plural = _("demands of authorities")
        ordering = ("-pk",)

    @property
    def written_ref(self) -> str:
        """As people read it out: K7PX-22MN."""
        return f"{self.ref[:4]}-{self.ref[4:]}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.state in OPEN

    @property
    def is_barred(self) -> bool:
        """Whether an order forbids today to tell the person."""
        return self.barred_until is not None and clock.today() <= self.barred_until

    @property
    def because(self) -> str:
        """The legal reason in words."""
        return LegalReason.of(self.reason).text.in_((get_language() or "en")[:2])

    def last(self, act: Act) -> Any:
        """The last step of a kind, or None."""
        return self.steps.filter(act=act).order_by("-pk").first()


class Step(models.Model):
    """What was done with a demand, by whom, why."""

    holds = ServiceData(
        purposes=("S1",), person="demand", store=STORE, happened=ENDED,
        disclosure_record=("act", "at", "reason"), rest=("id", "demand", "by_id"),
    )  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    demand = models.ForeignKey(Demand, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=12, choices=Act.choices)
    at = models.DateTimeField(default=clock.now)
    by_id = models.BigIntegerField(null=True)  # the number of the user; None: the program, or who asked
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)


class Paper(models.Model):
    """A document that came with a demand, sealed."""

    holds = ServiceData(
        purposes=("S1",), person="demand", store=STORE, happened=ENDED,
        disclosure_record=("name", "content"), rest=("id", "demand", "size", "sha256", "added_by", "at"),
    )  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    demand = models.ForeignKey(Demand, models.CASCADE, related_name="papers")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    added_by = models.BigIntegerField()
    at = models.DateTimeField(default=clock.now)


class HandedOver(models.Model):
    """What was given: a sealed package that waits for a while, and what was in it for as long as the demand is kept."""

    holds = ServiceData(
        purposes=("S1",), person="demand", store=STORE, happened=ENDED,
        disclosure_record=("content", "manifest"),
        rest=(
            "id", "demand", "link", "size", "sha256", "made_at", "expires_at", "fetched_at", "sealed_password",
        ),
    )  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    demand = models.OneToOneField(Demand, models.CASCADE, related_name="handed_over")
    link = models.UUIDField(default=uuid4)
    content = models.BinaryField(null=True)  # an encrypted archive, sealed once more; gone when it has expired
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    manifest = models.JSONField()  # [{"kind", "title", "columns", "n"}]
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    sealed_password = models.TextField(default="")  # empty once it was shown
