"""Telling changes in plain words: "Phone: 583 000 111 → 583 000 112"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.audit.access import Access
from kept.crm.nouns.fields import EMPTY, Field
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.own_values import Member, Picklist
from kept.crm.nouns.references import Reference
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Change

ACTS = {
    Change.CREATED: gettext_lazy("made this record"),
    Change.DELETED: gettext_lazy("put it into the bin"),
    Change.RESTORED: gettext_lazy("took it out of the bin"),
    Change.MERGED: gettext_lazy("merged another record into it"),
    "locked": gettext_lazy("locked it"),
    "unlocked": gettext_lazy("unlocked it"),
    "invalid": gettext_lazy("marked it as no longer valid"),
    "valid": gettext_lazy("marked it as valid again"),
    "anonymised": gettext_lazy("anonymised it"),
    "level": gettext_lazy("moved it to another security level"),
    "shared": gettext_lazy("shared it"),
    "unshared": gettext_lazy("shares it no longer"),
    "row": gettext_lazy("changed what belongs to it"),
    "moved": gettext_lazy("took over what belonged to another record"),
}
NOTHING = "–"
LONG = 120


def told(items: list[Any], noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field]) -> None:
    """Put sentences into change items. Facts that the person may not see are not told, not even that they changed."""
    _prime([item.row for item in items], words, fields)
    names = _names([item.row for item in items], access, fields)
    for item in items:
        change = item.row
        if change.act != Change.CHANGED:
            item.said = str(ACTS.get(change.act, change.act))
            continue
        for name, pair in change.values.items():
            one = fields.get(name)
            if one is None or not isinstance(pair, list) or len(pair) != 2:
                continue
            before, after = (_word(one, value, words, names) for value in pair)
            item.lines.append(f"{one.label}: {before} → {after}")
        if not item.lines:
            item.said = _("changed facts that are held back from you")


def _word(one: Field, value: Any, words: Vocabulary, names: Mapping[tuple[str, int], str]) -> str:
    if value in (*EMPTY, []):
        return NOTHING
    if isinstance(one, Reference):
        return names.get((one.to, value), _("one you may not see"))
    if isinstance(one, Picklist | Member):
        return one.show(value, words) or NOTHING
    text = one.show(value, words)
    if one.kind == "flag":
        return _("yes") if value else _("no")
    return text if len(text) <= LONG else text[:LONG] + "…"


def _values(changes: list[Change], fields: Mapping[str, Field], kind: Any) -> set[Any]:
    found: set[Any] = set()
    for change in changes:
        for name, pair in change.values.items():
            if isinstance(fields.get(name), kind) and isinstance(pair, list):
                found.update(value for value in pair if value)
    return found


def _prime(changes: list[Change], words: Vocabulary, fields: Mapping[str, Field]) -> None:
    items, members = _values(changes, fields, Picklist), _values(changes, fields, Member)
    if items or members:
        words.prime(items=items, members=members)


def _names(changes: list[Change], access: Access, fields: Mapping[str, Field]) -> dict[tuple[str, int], str]:
    """Names of the records that references led to, as far as the person may see them."""
    names: dict[tuple[str, int], str] = {}
    wanted = _values(changes, fields, Reference)
    if wanted:
        for to in {one.to for one in fields.values() if isinstance(one, Reference)}:
            noun = NOUNS[to]
            rows = noun.model.objects.visible_to(access).filter(pk__in=wanted).values("pk", *noun.title_fields)
            names.update({(to, row["pk"]): noun.title(row) for row in rows})
    return names
