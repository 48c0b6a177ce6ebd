"""The stores of jobs and of the log: work that waits, and who looked."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from kept.policy.controller import in_force
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.policy.terms import Event
from kept.tenancy.looks import LogLine, looks_at
from kept.tenancy.opening import system

WAITING = ("todo", "doing")
MOST_LOOKS = 5000
USER = settings.AUTH_USER_MODEL.lower()


@keeps("R6")
@store
class Jobs:
    """Work that waits. Its arguments are numbers alone, but it would be done to somebody who is gone."""

    name = "jobs"
    turn = 11

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many jobs wait for the person, or name an address of theirs."""
        count = len(self._jobs(subject))
        if count:
            yield Finding(self.name, "procrastinate_jobs", "job", "L1" if subject.instance_id is None else "L5", count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """Nothing: a job tells nothing that its records do not."""
        yield from ()

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """A job asks for its records when it runs, and locked ones are not there."""

    def erase(self, subject: Subject) -> int:
        """They are not done any more."""
        keys = self._jobs(subject)
        if keys:
            ProcrastinateJob.objects.filter(pk__in=keys)._raw_delete("default")
        return len(keys)

    def verify(self, subject: Subject) -> Verdict:
        """None waits."""
        return Verdict(self.name, tuple(self.find(subject)))

    def _jobs(self, subject: Subject) -> list[int]:
        wanted = Q()
        for email in subject.emails:
            wanted |= Q(args__icontains=email)
        for label, keys in subject.keys.items():
            argument = "user_id" if label == USER else f"{label.partition('.')[2]}_id"
            wanted |= Q(**{f"args__{argument}__in": list(keys)}, status__in=WAITING) & self._here(subject)
        return list(ProcrastinateJob.objects.filter(wanted).values_list("pk", flat=True)) if wanted else []

    def _here(self, subject: Subject) -> Q:
        return Q(args__instance_id=subject.instance_id) if subject.instance_id else Q()


@keeps("R2", "D5")
@store
class ReadLog:
    """Who saw and changed the person's records. It holds numbers, never values, and a law keeps it for its term."""

    name = "read log"
    turn = 90

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many lines, and until when the youngest is kept."""
        lines = self._lines(subject)
        if lines:
            youngest = max(line.at for _label, line in lines).date()
            until = in_force().purpose("D5").last_day({Event.RECORDED: youngest})
            yield Finding(self.name, "audit.entry", "line of the log", "D5", len(lines), until)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """When, what was done, by which door and with which kind of facts; which colleague it was stays with them."""
        told = [
            {"at": line.at.isoformat(timespec="seconds"), "record": label, "act": line.act, "by": line.by,
             "door": line.door, "facts": line.groups, "why": line.purpose}
            for label, line in self._lines(subject)
        ]  # fmt: skip
        if told:
            yield Piece("looks.json", "application/json", [json.dumps(told, ensure_ascii=False).encode()])

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """The log is not used for anything but to show who looked."""

    def erase(self, subject: Subject) -> int:
        """Nothing: GDPR, articles 5 (2) and 32, keep it, and it names nobody."""
        return 0

    def verify(self, subject: Subject) -> Verdict:
        """All of it is kept, by law."""
        return Verdict(self.name, kept=tuple((finding, "D5") for finding in self.find(subject)))

    def _lines(self, subject: Subject) -> list[tuple[str, LogLine]]:
        with system("rights of a person", subject.instance_id or 0, purpose="R2"):
            return [
                (label, line)
                for label, keys in subject.keys.items()
                for key in keys
                if isinstance(key, int)
                for line in looks_at(label, key, MOST_LOOKS)
            ]
