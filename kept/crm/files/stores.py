"""The store of files: rows of attachments together with their encrypted bytes. Previews are painted and never kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kept.crm.files.models import Attachment
from kept.outside import files
from kept.outside.disk import ending
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.privacy.erasure import telling
from kept.privacy.erasure.passages import in_passage, inside, remove
from kept.privacy.erasure.ways import rows_of


@keeps("R2", "R6")
@store
class Files:
    """Files of contacts and companies."""

    name = "files"
    turn = 40

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many files and links."""
        with inside(subject.instance_id):
            count = len(self._rows(subject))
        if count:
            yield self._finding(count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """A table of the files, and each file under its own name."""
        with inside(subject.instance_id):
            rows = self._rows(subject)
            if not rows:
                return
            table = telling.table_of(Attachment)
            table["rows"] = telling.rows_told(Attachment, Attachment.objects.filter(pk__in=[row.pk for row in rows]))
            yield Piece(
                "data/files.attachment.json", "application/json", [json.dumps(table, ensure_ascii=False).encode()]
            )
            for row in rows:
                if row.size and files.exists(row.instance_id, row.key):
                    content = files.read(row.instance_id, row.key)
                    yield Piece(f"files/{row.pk}{ending(row.name)}", row.content_type, content)

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """Files are reached through their record alone, and that is locked."""

    def erase(self, subject: Subject) -> int:
        """The bytes first, then the row: who is interrupted between finds the row again."""
        later = in_passage()
        with inside(subject.instance_id):
            rows = self._rows(subject)
            remove([files.place(row.instance_id, row.key) for row in rows if row.size], later=later)
            for row in rows:
                row.delete()
        return len(rows)

    def verify(self, subject: Subject) -> Verdict:
        """No row, and so nothing that names any bytes."""
        with inside(subject.instance_id):
            count = len(self._rows(subject))
        return Verdict(self.name, (self._finding(count),) if count else ())

    def _rows(self, subject: Subject) -> list[Any]:
        rows = rows_of(Attachment, subject) if subject.instance_id else None
        return [] if rows is None else list(rows.order_by("pk"))

    def _finding(self, count: int) -> Finding:
        return Finding(self.name, "files.attachment", str(Attachment._meta.verbose_name), "L5", count)
