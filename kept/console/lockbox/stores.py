"""The store of copies that an open operation works on: whoever is erased or locked meanwhile is in none of them."""

from __future__ import annotations

from collections.abc import Iterator

from kept.console.lockbox import copies
from kept.console.lockbox.models import Reach
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.privacy.erasure.passages import inside


@keeps("R4", "R6")
@store
class Copies:
    """Sealed copies below the data folder, of operations that reach a record of the person."""

    name = "lockbox"
    turn = 22

    def find(self, subject: Subject) -> Iterator[Finding]:
        """In how many operations' copies the person may be."""
        count = len(self._with(subject))
        if count:
            yield Finding(self.name, "lockbox.reach", "copy", "L5", count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """Nothing more than the rows themselves."""
        yield from ()

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """What is locked is used for nothing: copies with it go, and a new one leaves it out."""
        if locked:
            self.erase(subject)

    def erase(self, subject: Subject) -> int:
        """The copies go with their key; another can be made, without the person."""
        return sum(copies.destroy(number) for number in self._with(subject))

    def verify(self, subject: Subject) -> Verdict:
        """None left."""
        return Verdict(self.name, tuple(self.find(subject)))

    def _with(self, subject: Subject) -> list[int]:
        """The operations with copies in which a record of the person may be."""
        lying = copies.lying()
        if not subject.instance_id or not lying:
            return []
        with inside(subject.instance_id):
            reached = Reach.objects.filter(instance_id=subject.instance_id, operation_id__in=lying)
            return sorted({one.operation_id for one in reached if set(one.ids) & set(subject.keys.get(one.kind, ()))})
