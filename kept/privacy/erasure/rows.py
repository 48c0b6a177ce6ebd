"""The store of rows: every table of every model, reached by what the models say and by nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from kept.policy.controller import in_force
from kept.policy.holdings import ERASE, holding_of
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.policy.terms import Event
from kept.privacy.erasure import emptying, telling
from kept.privacy.erasure.passages import inside, places
from kept.privacy.erasure.ways import rows_of


@keeps("R2", "R6")
@store
class Rows:
    """Rows of service data and of instance data, without knowing any model by its name."""

    name = "rows"
    turn = 50

    def find(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table: how many rows."""
        for model, rows in self._tables(subject):
            count = rows.count()
            if count:
                yield self._finding(model, count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """One piece a table, as data: see `telling`."""
        told: dict[str, telling.Table] = {}
        for model, rows in self._tables(subject):
            table = told.setdefault(model._meta.label_lower, telling.table_of(model))
            table["rows"] += telling.rows_told(model, rows)
        for label, table in told.items():
            if table["rows"]:
                yield Piece(f"data/{label}.json", "application/json", [json.dumps(table, ensure_ascii=False).encode()])

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """Rows are locked by `restricting`, which every query asks; there is nothing to change in them."""

    def erase(self, subject: Subject) -> int:
        """Delete or empty what no law keeps. Returns how many rows."""
        return sum(self._end(model, rows) for model, rows in self._tables(subject))

    def verify(self, subject: Subject) -> Verdict:
        """Look again at every table: rows that still say something, and those that a law keeps."""
        left: list[Finding] = []
        kept: list[tuple[Finding, str]] = []
        for model, rows in self._tables(subject):
            count = self._still_telling(model, rows)
            if count:
                left.append(self._finding(model, count))
            kept += self._kept(model, rows)
        return Verdict(self.name, tuple(left), tuple(kept))

    def _tables(self, subject: Subject) -> Iterator[tuple[Any, Any]]:
        """Each model with the subject's rows of it, inside the passage in which they lie."""
        for instance_id, models in places(subject):
            with inside(instance_id):
                for model in models:
                    rows = None if holding_of(model).store else rows_of(model, subject)  # type: ignore[union-attr]
                    if rows is not None:
                        yield model, rows

    def _finding(self, model: Any, count: int, purpose: str = "", until: date | None = None) -> Finding:
        purpose = purpose or holding_of(model).purposes[0]  # type: ignore[union-attr]
        return Finding(self.name, model._meta.label_lower, str(model._meta.verbose_name), purpose, count, until)

    def _end(self, model: Any, rows: Any) -> int:
        if goes(model):
            return int(rows.delete()[0])
        if not emptying.fields_to_empty(model):
            return 0
        if emptying.one_by_one(model):
            return sum(self._empty_one(model, pk) for pk in self._telling_keys(model, rows))
        telling_rows = rows.filter(emptying.not_empty(model))
        keys = list(telling_rows.values_list("pk", flat=True))
        if not keys:
            return 0
        values = emptying.emptied(model) | emptying.besides(model)
        return int(model.objects.filter(pk__in=keys).update(**values))

    def _empty_one(self, model: Any, pk: Any) -> int:
        values = emptying.emptied(model, pk) | emptying.besides(model)
        return int(model.objects.filter(pk=pk).update(**values))

    def _telling_keys(self, model: Any, rows: Any) -> list[Any]:
        names = [field.attname for field in emptying.fields_to_empty(model)]
        return [
            values["pk"] for values in rows.values("pk", *names) if not emptying.is_empty(model, values["pk"], values)
        ]

    def _still_telling(self, model: Any, rows: Any) -> int:
        if goes(model):
            return int(rows.count())
        if not emptying.fields_to_empty(model):
            return 0
        if emptying.one_by_one(model):
            return len(self._telling_keys(model, rows))
        return int(rows.filter(emptying.not_empty(model)).count())

    def _kept(self, model: Any, rows: Any) -> Iterator[tuple[Finding, str]]:
        for purpose in sorted(set(emptying.kept_by_law(model).values())):
            count = rows.count()
            if count:
                yield self._finding(model, count, purpose, until(model, rows, purpose)), purpose


def goes(model: Any) -> bool:
    """Whether a row is deleted with its person, and does not stay without what it told of them."""
    return holding_of(model).end == ERASE and not emptying.kept_by_law(model)  # type: ignore[union-attr]


def until(model: Any, rows: Any, purpose_id: str) -> date | None:
    """The day until which the youngest of these rows is kept for a purpose; None while its clock has not begun."""
    holds, purpose = holding_of(model), in_force().purpose(purpose_id)
    happened: dict[Event, date] = {}
    for code, paths in holds.happened.items():  # type: ignore[union-attr]
        path = paths if isinstance(paths, str) else paths[0]
        moment = rows.exclude(**{f"{path}__isnull": True}).order_by(f"-{path}").values_list(path, flat=True).first()
        if moment is not None and not rows.filter(**{f"{path}__isnull": True}).exists():
            happened[Event.of(code)] = moment.date() if isinstance(moment, datetime) else moment
    return purpose.last_day(happened)
