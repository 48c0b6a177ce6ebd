"""The stores of this room itself: copies that wait to be fetched, and the certificates of earlier erasures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kept.policy.controller import in_force
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.policy.terms import Event
from kept.privacy.erasure import ledger, shelf
from kept.privacy.erasure.models import Certificate, Package, State
from kept.privacy.erasure.passages import inside


def _speaks_of(keys: dict[str, list[Any]], subject: Subject) -> bool:
    return any(set(keys.get(label, ())) & set(ids) for label, ids in subject.keys.items())


@keeps("R6")
@store
class Packages:
    """Copies that were made for the person and wait to be fetched."""

    name = "packages"
    turn = 20

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many."""
        with inside(subject.instance_id):
            count = len(self._rows(subject))
        if count:
            yield Finding(self.name, "erasure.package", "copy", "R8", count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """Nothing: a copy holds what the copy being made holds."""
        yield from ()

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """The person may fetch their copy also while their data are locked."""

    def erase(self, subject: Subject) -> int:
        """Files and rows."""
        with inside(subject.instance_id):
            rows = self._rows(subject)
            for row in rows:
                shelf.drop(row)
        return len(rows)

    def verify(self, subject: Subject) -> Verdict:
        """None left."""
        return Verdict(self.name, tuple(self.find(subject)))

    def _rows(self, subject: Subject) -> list[Package]:
        digests = {ledger.digest(email) for email in subject.emails}
        rows = Package.objects.filter(instance_id=subject.instance_id or 0)
        return [row for row in rows if _speaks_of(row.keys, subject) or digests & set(row.digests)]


@keeps("R6")
@store
class Certificates:
    """Earlier erasures. A complete one names nobody; one that is unfinished holds what it needs to go on."""

    name = "certificates"
    turn = 95

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many complete ones speak of rows of the person."""
        with inside(subject.instance_id):
            rows = Certificate.objects.filter(instance_id=subject.instance_id or 0, state=State.COMPLETE)
            done = [row for row in rows if _speaks_of(row.keys, subject)]
        if done:
            youngest = max(row.completed_at for row in done if row.completed_at).date()
            until = in_force().purpose("R8").last_day({Event.REQUEST_CLOSED: youngest})
            yield Finding(self.name, "erasure.certificate", "certificate", "R8", len(done), until)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """Nothing: a certificate says what is gone."""
        yield from ()

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """A certificate is used for nothing but to show it."""

    def erase(self, subject: Subject) -> int:
        """Nothing: GDPR, articles 5 (2) and 12, keep the proof, and it names nobody."""
        return 0

    def verify(self, subject: Subject) -> Verdict:
        """All of it is kept, by law."""
        return Verdict(self.name, kept=tuple((finding, "R8") for finding in self.find(subject)))
