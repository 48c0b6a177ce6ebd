"""Parts: rows that belong to a record and hold some of its facts, such as a contact's primary position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kept.crm.nouns.fields import EMPTY, Field
from kept.crm.nouns.intake import Errors
from kept.crm.nouns.noun import Noun, Part


def row_of(noun: Noun, record: Any, name: str) -> Any:
    """The marked row of a record, such as its primary address; None when it has none."""
    part = noun.part(name)
    return part.model.objects.filter(**{part.owner: record, part.mark: True}).first()


def rows_of(noun: Noun, chunk: list[Any], used: Iterable[Field]) -> dict[str, dict[int, Any]]:
    """The marked rows of many records in which some fields stand: by part, then by record."""
    names = {one.part for one in used}
    return {part.name: _marked(part, chunk) for part in noun.parts if part.name in names}


def _marked(part: Part, chunk: list[Any]) -> dict[int, Any]:
    rows = part.model.objects.filter(**{f"{part.owner}__in": [record.pk for record in chunk], part.mark: True})
    return {getattr(row, f"{part.owner}_id"): row for row in rows}


def save(noun: Noun, record: Any, name: str, values: Mapping[str, Any], fields: Mapping[str, Field]) -> None:
    """Store what of some cleaned values stands in a part. Raises Errors for facts that have nothing to stand on."""
    part = noun.part(name)
    mine = {key: value for key, value in values.items() if key in fields and fields[key].part == name}
    if not mine or (all(value in EMPTY or value is False for value in mine.values()) and record.version == 1):
        return
    row = row_of(noun, record, name)
    if row is None:
        row = part.model.fresh(**{part.owner: record, part.mark: True}, **part.fixed)
    for key, value in mine.items():
        setattr(row, fields[key].attribute, value)
    missing = [attribute for attribute in part.needs if getattr(row, attribute) is None]
    if missing:  # no company any more: no position
        if row.pk:
            row.delete()
        else:
            _refuse_to_lose(mine, missing, fields)
        return
    row.save()


def save_many(
    part: Part,
    changed: list[Any],
    changes: Mapping[int, Any],
    wanted: Mapping[int, Mapping[str, Any]],
    fields: Mapping[str, Field],
    rows: dict[int, Any],
) -> None:
    """Store what of the changed values stands in a part, for many records: at most three statements."""
    new: list[Any] = []
    old: list[Any] = []
    gone: list[int] = []
    attributes: set[str] = set()
    needs = part.needs
    for record in changed:
        mine = {name: wanted[record.pk][name] for name in changes[record.pk] if fields[name].part == part.name}
        if not mine:
            continue
        row = rows.get(record.pk) or part.model.fresh(**{f"{part.owner}_id": record.pk, part.mark: True}, **part.fixed)
        for name, value in mine.items():
            setattr(row, fields[name].attribute, value)
            attributes.add(fields[name].attribute)
        if any(getattr(row, name) is None for name in needs):  # no company any more: no position
            gone += [row.pk] if row.pk else []
        else:
            (old if row.pk else new).append(row)
    part.model.objects.bulk_create(new)
    if old:
        part.model.objects.bulk_update(old, [column_of(part.model, name) for name in attributes])
    if gone:
        part.model.objects.filter(pk__in=gone).delete()


def column_of(model: Any, attribute: str) -> str:
    """The field's name for its attribute: `company` for `company_id`."""
    return str(next(f.name for f in model._meta.local_fields if f.attname == attribute))


def _refuse_to_lose(mine: Mapping[str, Any], missing: list[str], fields: Mapping[str, Field]) -> None:
    """A position without a company has nowhere to stand: say so, rather than drop what was typed."""
    needs = next((str(one.label) for one in fields.values() if one.attribute in missing), "")
    typed = [key for key, value in mine.items() if value not in EMPTY and value is not False]
    if needs and typed:
        raise Errors({key: _("This can stand only together with: %(field)s.") % {"field": needs} for key in typed})
