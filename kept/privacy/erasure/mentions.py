"""The store of mentions: an address of the person in what belongs to others, a note, a saved search, a colleague's task.

The row is another's and stays; the address in it is blotted out. An address that somebody else has too stays theirs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from kept.audit import raw
from kept.policy.holdings import holding_of
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.privacy.erasure.passages import inside
from kept.privacy.erasure.ways import Unreachable, email_fields, is_person, of_its_place, rows_of, ways_of

BLOT = "[…]"
OWN_STORE = ("acts", "imports", "packages", "certificates", "choices")


@keeps("R6")
@store
class Mentions:
    """Texts of others."""

    name = "mentions"
    turn = 70

    def find(self, subject: Subject) -> Iterator[Finding]:
        """One finding a table: in how many rows of others an address stands."""
        for model, keys in self._rows(subject):
            purposes = holding_of(model).purposes or ("L5" if subject.instance_id else "L1",)  # type: ignore[union-attr]
            yield Finding(self.name, model._meta.label_lower, "mention", purposes[0], len(keys))

    def export(self, subject: Subject) -> Iterator[Piece]:
        """Nothing: what others wrote of others is theirs. The desk shows it to who reviews the request."""
        yield from ()

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """A note of somebody else stays theirs."""

    def erase(self, subject: Subject) -> int:
        """Blot the addresses out, and nothing else."""
        gone = 0
        pattern = re.compile("|".join(re.escape(email) for email in sorted(subject.emails)) or "(?!)", re.IGNORECASE)
        for model, keys in self._rows(subject):
            for row in model.objects.filter(pk__in=keys):
                gone += _blot(row, pattern)
        return gone

    def verify(self, subject: Subject) -> Verdict:
        """No address left in any text."""
        return Verdict(self.name, tuple(self.find(subject)))

    def _rows(self, subject: Subject) -> Iterator[tuple[Any, list[Any]]]:
        with inside(subject.instance_id):
            emails = sorted(subject.emails - _others(subject))
            for model in _with_texts(subject) if emails else ():
                keys = _holding(model, emails)
                own = _own(model, subject) if keys else set()
                left = [key for key in keys if key not in own]
                if left:
                    yield model, left


def _with_texts(subject: Subject) -> list[Any]:
    """The tables in which somebody may have written an address: of the instance, or outside any."""
    found = []
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed or getattr(model, "append_only", False):
            continue
        holds = holding_of(model)
        fenced = bool(getattr(model, "fence", False))
        here = fenced if subject.instance_id else (not fenced or of_its_place(model))
        if holds is not None and here and holds.store not in OWN_STORE and _texts(model):
            found.append(model)
    return found


def _texts(model: Any) -> list[Any]:
    """The columns with texts."""
    kinds = (models.CharField, models.TextField, models.JSONField, ArrayField)
    return [field for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.primary_key]


def _holding(model: Any, emails: list[str]) -> list[Any]:
    """The keys of rows in which one of the addresses stands in any column."""
    wanted = " OR ".join(f't."{field.column}"::text ILIKE ANY (%s)' for field in _texts(model))
    table, key = model._meta.db_table, model._meta.pk.column
    likes = ["%" + email.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" for email in emails]
    sql = f'SELECT t."{key}" FROM "{table}" t WHERE {wanted}'  # noqa: S608  names of our own models
    return [row[0] for row in raw.rows(sql, [likes] * len(_texts(model)), model=model)]


def _own(model: Any, subject: Subject) -> set[Any]:
    """The keys of the person's own rows, which other stores answer for."""
    try:
        rows = rows_of(model, subject) if ways_of(model) else None
    except Unreachable:
        return set()
    return set() if rows is None else set(rows.values_list("pk", flat=True))


def _others(subject: Subject) -> set[str]:
    """Those of the addresses that another person has as their own."""
    taken: set[str] = set()
    every: list[Any] = list(apps.get_models())
    for model in every:
        fenced = bool(getattr(model, "fence", False))
        if not is_person(model) or fenced != bool(subject.instance_id):
            continue
        for column in email_fields(model):
            for email in subject.emails:
                rows = model.objects.filter(**{f"{column}__iexact": email})
                if rows.exclude(pk__in=subject.keys.get(model._meta.label_lower, ())).exists():
                    taken.add(email)
    return taken


def _blot(row: Any, pattern: re.Pattern[str]) -> int:
    values = {}
    for field in _texts(type(row)):
        before = getattr(row, field.attname)
        after = _blotted(before, pattern)
        if after != before:
            values[field.attname] = after
    model: Any = type(row)
    return int(model.objects.filter(pk=row.pk).update(**values)) if values else 0


def _blotted(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(BLOT, value)
    if isinstance(value, list | dict):
        return json.loads(pattern.sub(BLOT, json.dumps(value, ensure_ascii=False)))
    return value
