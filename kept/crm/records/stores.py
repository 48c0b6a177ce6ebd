"""The store of history: what fields were before, of a person's records and of all that belonged to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from kept.crm.records.history import Change
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.privacy.erasure import telling
from kept.privacy.erasure.passages import inside
from kept.privacy.erasure.ways import kinds_of, personal_models, rows_of

AT_ONCE = 2000


@keeps("R2", "R6")
@store
class History:
    """Values as they were before each change."""

    name = "history"
    turn = 60

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many changes still say something."""
        with inside(subject.instance_id):
            count = self._count(subject)
        if count:
            yield self._finding(count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """All changes with their values."""
        with inside(subject.instance_id):
            table = telling.table_of(Change)
            for rows in self._rows(subject):
                table["rows"] += telling.rows_told(Change, rows)
        if table["rows"]:
            yield Piece(
                "data/records.change.json", "application/json", [json.dumps(table, ensure_ascii=False).encode()]
            )

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """History is read on the record's page alone, and that is locked."""

    def erase(self, subject: Subject) -> int:
        """The values go; that there was a change, when and by whom, stays."""
        with inside(subject.instance_id):
            return sum(int(rows.update(values={})) for rows in self._rows(subject))

    def verify(self, subject: Subject) -> Verdict:
        """No values are left, but which record was merged into which."""
        with inside(subject.instance_id):
            count = self._count(subject)
        return Verdict(self.name, (self._finding(count),) if count else ())

    def _count(self, subject: Subject) -> int:
        return sum(rows.count() for rows in self._rows(subject))

    def _rows(self, subject: Subject) -> Iterator[Any]:
        if not subject.instance_id:
            return
        for label, keys in records_of(subject).items():
            for start in range(0, len(keys), AT_ONCE):
                some = keys[start : start + AT_ONCE]
                rows = Change.objects.filter(Q(kind__in=kinds_of(label), record_id__in=some))
                yield rows.exclude(act=Change.MERGED).exclude(values={})

    def _finding(self, count: int) -> Finding:
        return Finding(self.name, "records.change", str(Change._meta.verbose_name), "L5", count)


def records_of(subject: Subject) -> dict[str, list[Any]]:
    """The keys of the person's rows and of the rows that belong to them, by label."""
    found = {label: list(keys) for label, keys in subject.keys.items()}
    for model in personal_models(subject):
        label = model._meta.label_lower
        if label in found or model is Change:
            continue
        rows = rows_of(model, subject)
        keys = list(rows.values_list("pk", flat=True)) if rows is not None else []
        if keys:
            found[label] = keys
    return found
