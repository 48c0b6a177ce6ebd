"""The store of what came with letters: files and photographs, opened for who they belong to. Rows are erased as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kept.desk.models import Attachment, Correspondent
from kept.desk.pages_people import PHOTO
from kept.desk.talking import ATTACHED
from kept.outside.sealed_bytes import unseal
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.privacy.erasure.passages import inside
from kept.privacy.erasure.ways import rows_of


@keeps("R2")
@store
class DeskFiles:
    """Files of correspondence. They lie sealed in their rows, and go with them."""

    name = "desk files"
    turn = 45

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many."""
        with inside(None):
            count = sum(1 for _row in self._files(subject)) + sum(1 for _row in self._photos(subject))
        if count:
            yield Finding(self.name, "desk.attachment", "file", "L2", count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """Each as it came."""
        with inside(None):
            for row in self._files(subject):
                yield Piece(f"desk/{row.pk}{ending(row.name)}", row.media_type, [unseal(row.content, ATTACHED)])
            for person in self._photos(subject):
                yield Piece(f"desk/photograph-{person.pk}.png", "image/png", [unseal(person.photo, PHOTO)])

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """They are reached through their talk alone."""

    def erase(self, subject: Subject) -> int:
        """Rows first, so that nobody opens a file whose talk is gone."""
        with inside(None):
            gone = 0
            for row in list(self._files(subject)):
                row.delete()
                gone += 1
        return gone

    def verify(self, subject: Subject) -> Verdict:
        """None left."""
        return Verdict(self.name, tuple(self.find(subject)))

    def _files(self, subject: Subject) -> Any:
        rows = None if subject.instance_id else rows_of(Attachment, subject)
        return [] if rows is None else rows.order_by("pk")

    def _photos(self, subject: Subject) -> Any:
        rows = None if subject.instance_id else rows_of(Correspondent, subject)
        return [] if rows is None else [row for row in rows if row.photo]


def ending(name: str) -> str:
    """The ending of a name, and nothing of the name itself: names in an encrypted archive can be read by anybody."""
    found = name.rpartition(".")[2].lower() if "." in name else ""
    return f".{found}" if found.isascii() and found.isalnum() and len(found) <= 5 else ""
