"""The store of what came as files: attachments and photographs, sealed in their rows, given back as they were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kept.desk.models import Attachment, Photo
from kept.outside.disk import ending
from kept.outside.sealed_bytes import unseal
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.tenancy.opening import system

ATTACHED, PHOTO = "desk attachment", "desk photograph"


@keeps("R2", "R6")
@store
class DeskFiles:
    """Files of correspondents. Those of nobody else, and none of an instance."""

    name = "desk files"
    turn = 40  # before the rows that lead to them

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many of each kind."""
        with system("desk.files", purpose="L2"):
            found = [(rows.model, rows.count()) for rows in self._rows(subject)]
        for model, count in found:
            if count:
                yield Finding(self.name, model._meta.label_lower, str(model._meta.verbose_name), "L2", count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """The files as they were sent."""
        attachments, photos = self._rows(subject)
        with system("desk.files", purpose="R2"):
            for one in attachments:
                yield Piece(
                    f"files/support/{one.pk}{ending(one.name)}", one.media_type, [unseal(bytes(one.content), ATTACHED)]
                )
            for photo in photos:
                content = unseal(bytes(photo.content), PHOTO)
                yield Piece(f"files/support/photograph-{photo.pk}.png", "image/png", [content])

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """They are locked with their correspondent, whom no list shows then."""

    def erase(self, subject: Subject) -> int:
        """Remove them."""
        with system("desk.files", purpose="R6"):
            return sum(int(rows.delete()[0]) for rows in self._rows(subject))

    def verify(self, subject: Subject) -> Verdict:
        """Nothing is left."""
        return Verdict(self.name, tuple(self.find(subject)))

    def _rows(self, subject: Subject) -> tuple[Any, Any]:
        keys = subject.keys.get("desk.correspondent", ()) if subject.instance_id is None else ()
        return (
            Attachment.objects.filter(message__thread__correspondent__in=keys).order_by("pk"),
            Photo.objects.filter(correspondent__in=keys).order_by("pk"),
        )
