"""The store of choices: what a person agreed or objected to, and that they are to be left alone. Kept as proof."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from kept.consent.ledger import choices, stops
from kept.consent.people import Someone
from kept.policy.controller import in_force
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.policy.terms import Event
from kept.tenancy.opening import system


@keeps("R2", "C3")
@store
class Choices:
    """Lines of the ledger of choices. They name a person by a digest, and a law wants them as proof (GDPR, 7 (1))."""

    name = "choices"
    turn = 90

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many lines, and until when the youngest is kept."""
        with system("rights of a person", subject.instance_id or 0, purpose="R2"):
            lines, stopped = list(self._lines(subject)), stops(subject.instance_id).filter(who__in=names_of(subject))
            count = stopped.count()
        if lines:
            yield Finding(self.name, "consent.choice", "choice", "C3", len(lines), until(lines))
        if count:
            yield Finding(self.name, "consent.suppression", "address to be left alone", "C3", count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """Each choice with its time, and what was shown by its digest."""
        with system("rights of a person", subject.instance_id or 0, purpose="R2"):
            told = [
                {"at": line.at.isoformat(timespec="seconds"), "purpose": line.purpose, "choice": line.act,
                 "form": line.form, "channel": line.channel, "language": line.language, "words": line.text}
                for line in self._lines(subject)
            ]  # fmt: skip
        if told:
            yield Piece("choices.json", "application/json", [json.dumps(told, ensure_ascii=False).encode()])

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """A lock is a line of this ledger: `restricting` has it written."""

    def erase(self, subject: Subject) -> int:
        """Nothing: there is no address in it."""
        return 0

    def verify(self, subject: Subject) -> Verdict:
        """All of it is kept, by law."""
        return Verdict(self.name, kept=tuple((finding, "C3") for finding in self.find(subject)))

    def _lines(self, subject: Subject) -> Any:
        return choices(subject.instance_id).filter(who__in=names_of(subject)).order_by("pk")


def names_of(subject: Subject) -> list[str]:
    """All names under which the ledgers know a person."""
    known = [Someone(email=email, instance_id=subject.instance_id) for email in sorted(subject.emails)]
    known += [
        Someone(kind=label, key=key, instance_id=subject.instance_id)
        for label, keys in subject.keys.items()
        for key in keys
        if isinstance(key, int)
    ]
    return sorted({name for someone in known for name in someone.names()})


def until(lines: list[Any]) -> date | None:
    """Until when the youngest of these lines is kept; None while one of them stands."""
    if any(line.ended_at is None for line in lines):
        return None
    return in_force().purpose("C3").last_day({Event.CHOICE_ENDED: max(line.ended_at for line in lines).date()})
