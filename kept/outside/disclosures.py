"""Disclosures: each hand-over to a processor is written down, by recipient and by person (S1).

A line says who received something, of whom (by keyed digests, as the ledger of choices knows people), for which
purpose and what it was; never what it said."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, models
from django.utils import timezone

from kept.consent.people import Someone
from kept.consent.stores import names_of
from kept.outside.letter import Letter
from kept.policy.controller import in_force
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps
from kept.policy.recipients import recipient_for
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.policy.terms import Event
from kept.tenancy.looks import LogLine, looks_at
from kept.tenancy.opening import system

log = logging.getLogger("kept.disclosures")
LETTER = "letter"
INSTRUCTED = "instructed"  # the role of a machine that an instance named: the customer's recipient, not ours
WISHED = "wished"  # the role of another organisation to which a person had their data transferred (R5)
LEGAL = "legal"  # the role of who demands something by law: no processor, and under no contract (S2)

_withheld: list[Callable[[], set[str]]] = []


def withholds(references: Callable[[], set[str]]) -> None:
    """Ask this room which lines, by their references, an order forbids to tell of today."""
    if references not in _withheld:
        _withheld.append(references)


class Disclosure(models.Model):
    """A hand-over. Written once, gone when the term of S1 is over."""

    holds = ServiceData(
        purposes=("S1",), person="self", store="disclosures", disclosure_record=("who", "at", "recipient", "purpose"),
        rest=("id", "instance_id", "role", "what", "reference", "contact"), happened={"recorded": "at"},
    )  # fmt: skip
    fence = True
    append_only = True
    outside_allowed = True  # instance 0: in the operator's own name

    id = models.BigAutoField(primary_key=True)
    instance_id = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    recipient = models.CharField(max_length=200)  # the processor by name, as it was under contract that day
    role = models.CharField(max_length=32)
    purpose = models.CharField(max_length=8)
    what = models.CharField(max_length=32)
    reference = models.CharField(max_length=64, blank=True)  # the number of the letter
    contact = models.CharField(
        max_length=254, blank=True, default="", db_default=""
    )  # theirs, where no contract says it
    who = models.CharField(max_length=200)  # a name of the person as choices know them

    class Meta:
        indexes = [models.Index(fields=["instance_id", "who", "at"], name="disclosure_of_whom")]


@keeps("S1")
def note_letter(letter: Letter) -> None:
    """Write down that a letter was handed to the provider of e-mail. It has left by now: a database that is away
    cannot take it back, so that is an error in the log and no reason to send it again."""
    recipient = recipient_for(letter.recipient, purpose=letter.purpose)
    try:
        note(letter.someone, recipient.name, letter.recipient, letter.purpose, LETTER, letter.id)
    except DatabaseError as trouble:
        log.error("a disclosure could not be written down: %s", type(trouble).__name__)


def note(
    someone: Someone, recipient: str, role: str, purpose: str, what: str, reference: str = "", contact: str = ""
) -> None:
    """Write down a hand-over of something of a person, under each name by which they are known. `contact` is where the
    recipient hears of a change, when it is under no contract that says so."""
    instance = someone.instance_id or 0
    with system("disclosure", instance, purpose="S1"):
        for who in someone.names():
            Disclosure.objects.create(
                instance_id=instance, recipient=recipient, role=role, purpose=purpose, what=what, who=who,
                reference=reference, contact=contact,
            )  # fmt: skip


FILE, PROGRAM = "file taken out", "program"
LOOKED = 500  # lines of the log about one record


@dataclass(frozen=True, slots=True)
class TakenOut:
    """Something of a person's record that left the instance by the hand of its own people or their programs."""

    at: datetime
    recipient: str
    what: str


@keeps("S1", "R3")
def taken_out(subject: Subject) -> list[TakenOut]:
    """Files that were exported with the person in them, and programs that read them by a key: out of the access log,
    which knows each. Of each file and of each program the latest time. They are the customer's own recipients."""
    if not subject.instance_id:
        return []
    found: dict[tuple[str, str], TakenOut] = {}
    with system("rights of a person", subject.instance_id, purpose="R2"):
        for label, keys in subject.keys.items():
            for key in keys:
                for line in looks_at(label, key, LOOKED) if isinstance(key, int) else ():
                    one = _taken(line)
                    if one is not None:
                        found.setdefault((one.what, one.recipient), one)
    return sorted(found.values(), key=lambda one: one.at, reverse=True)


def _taken(line: LogLine) -> TakenOut | None:
    if line.act == "exported":
        return TakenOut(line.at, line.purpose or line.door, FILE)
    if line.by == "api" and line.act == "read":
        return TakenOut(line.at, line.via or line.door, PROGRAM)
    return None


@keeps("R2", "S1")
@store
class Disclosures:
    """What was handed to whom. It names a person by a digest, and a law wants it (GDPR, articles 5 (2) and 19)."""

    name = "disclosures"
    turn = 90

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many lines, and until when the youngest is kept."""
        lines = self._lines(subject)
        if lines:
            youngest = max(line.at for line in lines).date()
            until = in_force().purpose("S1").last_day({Event.RECORDED: youngest})
            yield Finding(self.name, "outside.disclosure", "hand-over to a processor", "S1", len(lines), until)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """When, to whom, for what."""
        told = [
            {"at": line.at.isoformat(timespec="seconds"), "recipient": line.recipient, "purpose": line.purpose,
             "what": line.what}
            for line in self._lines(subject)
        ]  # fmt: skip
        told += [
            {"at": line.at.isoformat(timespec="seconds"), "recipient": line.recipient, "purpose": "L5", "what": line.what}
            for line in taken_out(subject)
        ]  # fmt: skip
        if told:
            yield Piece("disclosures.json", "application/json", [json.dumps(told, ensure_ascii=False).encode()])

    def lines(self, subject: Subject) -> list[Any]:
        """The hand-overs of the person, the latest first."""
        return self._lines(subject)

    def recipients(self, subject: Subject) -> list[str]:
        """Who was handed something of the person, by name: whom a correction, a lock or an erasure concerns too."""
        return sorted({line.recipient for line in self._lines(subject)})

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """Nothing is done with it but to show it."""

    def erase(self, subject: Subject) -> int:
        """Nothing: there is no address in it, and a law keeps it for its term."""
        return 0

    def verify(self, subject: Subject) -> Verdict:
        """All of it is kept, by law."""
        return Verdict(self.name, kept=tuple((finding, "S1") for finding in self.find(subject)))

    def _lines(self, subject: Subject) -> list[Any]:
        instance = subject.instance_id or 0
        with system("rights of a person", instance, purpose="R2"):
            secret = set().union(*(references() for references in _withheld)) if not instance else set()
            mine = Disclosure.objects.filter(instance_id=instance, who__in=names_of(subject))
            found = mine.exclude(reference__in=secret).order_by("-at")
            unique = {(line.recipient, line.reference or line.pk): line for line in found[:10_000]}
        return list(unique.values())
