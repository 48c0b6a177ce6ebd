"""Fields that a customer added to its records: named by the customer when it asks, for the operator cannot know of them.

Their values lie together in one column, which no box is handed: `kept_box_custom()` tells those that were agreed on,
of the agreed records. They can be looked at and copied, and not corrected.
"""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.db import models

from kept.console.lockbox.objects import CUSTOM, Fact, Thing, things

ASK = "SELECT number, own::text FROM kept_box_custom(%s) WHERE number = ANY (%s)"
Labels = dict[str, dict[str, str]]


def here() -> Labels:
    """Those of the open instance: by kind of records, the label by name."""
    fields = apps.get_model("fields", "CustomField").objects.filter(retired_at=None)
    rows = fields.exclude(data_type="FILE").order_by("kind", "position", "pk")  # no box hands out files
    nouns = {thing.noun: thing.kind for thing in things().values()}
    found: Labels = {}
    for row in rows:
        if row.kind in nouns:
            found.setdefault(nouns[row.kind], {})[f"{CUSTOM}{row.name}"] = row.label
    return found


def fact_of(name: str, label: str) -> Fact:
    """One of them, as a field that an agreement can name."""
    field: Any = models.TextField(label)
    field.set_attributes_from_name(name)
    return Fact(name, label, True, field)


def facts_of(thing: Thing, names: list[str], labels: dict[str, str]) -> list[Fact]:
    """The fields of these names, the customer's own among them. One that is no more, after an upgrade, is left out."""
    own = {name: fact_of(name, label) for name, label in labels.items()}
    known = {**thing.facts, **own}
    return [known[name] for name in names if name in known]


def fill(cursor: Any, kind: str, facts: list[Fact], rows: list[dict[str, Any]]) -> None:
    """Add the values of the customer's own fields to rows, as the box is told them."""
    own = [fact for fact in facts if fact.is_own]
    if not own or not rows:
        return
    cursor.execute(ASK, [kind, [row["id"] for row in rows]])
    told = {number: json.loads(own) for number, own in cursor.fetchall()}
    for row in rows:
        row |= {fact.column: _plain(told.get(row["id"], {}).get(fact.column.removeprefix(CUSTOM))) for fact in own}


def _plain(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value
