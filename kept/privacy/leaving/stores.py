"""The store of archives that wait: they hold everybody of their instance, so an erased person's must go too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.privacy.erasure.passages import inside
from kept.privacy.leaving import takeouts
from kept.privacy.leaving.models import Arrival, State, Takeout


@keeps("R6")
@store
class Archives:
    """Archives that wait to be fetched, or that came in and still lie here."""

    name = "archives"
    turn = 21

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many archives lie here in which the person may be."""
        if not subject.instance_id:
            return
        with inside(subject.instance_id):
            count = self._takeouts().count() + len(self._arrived())
        if count:
            yield Finding(self.name, "leaving.takeout", "archive", "L5", count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """Nothing more than the rows themselves."""
        yield from ()

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """The customer may take along what is locked: the lock goes along too."""

    def erase(self, subject: Subject) -> int:
        """The archives go; another can be made, without the person."""
        if not subject.instance_id:
            return 0
        gone = 0
        with inside(subject.instance_id):
            for one in self._takeouts():
                takeouts.drop(one)
                gone += 1
            for arrived in self._arrived():
                arrived.place.unlink(missing_ok=True)
                gone += 1
        return gone

    def verify(self, subject: Subject) -> Verdict:
        """None left."""
        return Verdict(self.name, tuple(self.find(subject)))

    def _takeouts(self) -> Any:
        return Takeout.objects.exclude(state__in=[State.STOPPED, State.FAILED])

    def _arrived(self) -> list[Arrival]:
        return [one for one in Arrival.objects.all() if one.place.exists()]
