"""The store of imports: files that came, and what was wrong in them. A file holds many people, so it is read line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from kept.crm.imports import ageing, files
from kept.crm.imports.models import Import
from kept.crm.imports.plan import Plan
from kept.crm.imports.unreadable import Unreadable
from kept.crm.records.history import Change
from kept.outside import files as kept_files
from kept.outside.files import Damaged
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.privacy.erasure.passages import in_passage, inside, remove
from kept.privacy.erasure.ways import kinds_of


@keeps("R2", "R6")
@store
class Imports:
    """Files on their way in, for thirty days at most."""

    name = "imports"
    turn = 30

    def find(self, subject: Subject) -> Iterator[Finding]:
        """The files in which the person stands."""
        with inside(subject.instance_id):
            count = len(self._files(subject))
        if count:
            yield self._finding(count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """The person's lines of each file, under their heads."""
        with inside(subject.instance_id):
            tables = [{"file": entry.file_name, "lines": lines} for entry, lines in self._files(subject) if lines]
        if tables:
            yield Piece("imports.json", "application/json", [json.dumps(tables, ensure_ascii=False).encode()])

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """A file is read by who brought it, once; a locked record is not written by it."""

    def erase(self, subject: Subject) -> int:
        """The whole file goes: what it brought is in the records. One that was not run yet goes as it came."""
        later = in_passage()
        with inside(subject.instance_id):
            found = self._files(subject)
            for entry, _lines in found:
                keys = (entry.file_key, *map(UUID, entry.report.get("bad", ())))
                remove([kept_files.place(entry.instance_id, key) for key in keys], later=later)
                ageing.forget(entry)
        return len(found)

    def verify(self, subject: Subject) -> Verdict:
        """No file left in which the person stands."""
        found = tuple(self.find(subject))
        return Verdict(self.name, found)

    def _files(self, subject: Subject) -> list[tuple[Import, list[list[str]]]]:
        if not subject.instance_id:
            return []
        by_operation = _operations(subject)
        found = []
        for entry in Import.objects.exclude(file_name=""):
            lines = _lines_of(entry, subject)
            if lines or (entry.operation_id and entry.operation_id in by_operation):
                found.append((entry, lines))
        return found

    def _finding(self, count: int) -> Finding:
        return Finding(self.name, "imports.import", str(Import._meta.verbose_name), "L5", count)


def _operations(subject: Subject) -> set[int]:
    """The acts that made or changed the person's records: a file behind one of them holds them."""
    wanted = Q()
    for label, keys in subject.keys.items():
        wanted |= Q(kind__in=kinds_of(label), record_id__in=keys)
    return set(Change.objects.filter(wanted).values_list("operation_id", flat=True)) if wanted else set()


def _lines_of(entry: Import, subject: Subject) -> list[list[str]]:
    """The heads and the person's lines of a file; nothing when they do not stand in it."""
    emails = sorted(subject.emails)
    names = [name.casefold().split() for name in subject.names]
    heads: list[str] = []
    found: list[list[str]] = []
    try:
        plan = Plan.read(entry.plan)
        for number, cells in files.lines(entry, plan.shape):
            heads = heads or cells
            typed = plan.mended.get(str(number), {}).values()
            text = " ".join([*cells, *typed]).casefold()
            if any(email in text for email in emails) or any(all(word in text for word in name) for name in names):
                found.append([*cells, *typed])
    except (Unreadable, Damaged, OSError):
        return found and [heads, *found]
    return found and [heads, *found]
