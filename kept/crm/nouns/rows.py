"""Rows that belong to a record (addresses, positions, notes, ...): changed, added, removed and moved so that undo can go back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError
from django.db.models import F

from kept.audit.access import Access
from kept.crm.nouns import changing
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.undoing import IN_THEIR_OWN_WAY
from kept.crm.records.history import Change, Operation
from kept.grants.records import may_change
from kept.tenancy.opening import tell_database

ROW, MOVED = "row", "moved"
ACTS = (ROW, MOVED)
encoder = DjangoJSONEncoder()


def add(noun: Noun, record: Any, row: Any, access: Access, act: Operation) -> Any:
    """Save a new row of a record."""
    row.save(force_insert=True)
    _write(noun, record, ROW, _told(row, None, snapshot(row)), access, act)
    return row


def change(noun: Noun, record: Any, row: Any, values: Mapping[str, Any], access: Access, act: Operation) -> bool:
    """Change attributes of a row. Returns whether anything changed."""
    before = {name: plain(getattr(row, name)) for name, value in values.items() if getattr(row, name) != value}
    if not before:
        return False
    for name in before:
        setattr(row, name, values[name])
    row.save(update_fields=_field_names(row, before))
    after = {name: plain(values[name]) for name in before}
    _write(noun, record, ROW, _told(row, before, after), access, act)
    return True


def remove(noun: Noun, record: Any, row: Any, access: Access, act: Operation) -> None:
    """Delete a row. Undo makes it again, under its id."""
    values = _told(row, snapshot(row), None)
    row.delete()
    _write(noun, record, ROW, values, access, act)


def move(
    noun: Noun, record: Any, queryset: Any, attribute: str, before: Any, after: Any, access: Access, act: Operation
) -> int:
    """Give rows to another owner, all in one statement. Returns how many."""
    ids = list(queryset.values_list("pk", flat=True))
    if ids:
        queryset.model.objects.filter(pk__in=ids).update(**{attribute: after})
        values = {
            "model": queryset.model._meta.label_lower, "ids": ids, "attribute": attribute, "before": before, "after": after,
        }  # fmt: skip
        _write(noun, record, MOVED, values, access, act)
    return len(ids)


def take_back(past: Change, access: Access, act: Operation) -> None:
    """Undo one of these changes, if the record it stands on may still be changed."""
    noun = NOUNS[past.kind]
    record = noun.model.objects.visible_to(access).filter(pk=past.record_id).first()
    if record is not None and may_change(access, record):
        undo(past, noun, record, access, act)
        changing.reindex(record)


def undo(past: Change, noun: Noun, record: Any, access: Access, act: Operation) -> int:
    """Take one of these changes back, unless somebody changed the row since. Returns how many were left as they are."""
    values = past.values
    if not values.get("model"):  # wiped with the person it spoke of
        return 1
    model = apps.get_model(values["model"])
    if past.act == MOVED:
        here = model.objects.filter(pk__in=values["ids"], **{values["attribute"]: values["after"]})
        with under_all_levels(access):
            moved = move(noun, record, here, values["attribute"], values["after"], values["before"], access, act)
        return len(values["ids"]) - moved
    row = model.objects.filter(pk=values["id"]).first()
    if values["before"] is None:
        if row is not None:
            remove(noun, record, row, access, act)
        return 0
    if values["after"] is None:
        if row is None:
            add(noun, record, model.fresh(pk=values["id"], **_pythonic(model, values["before"])), access, act)
        return 0
    if row is None or any(plain(getattr(row, name)) != value for name, value in values["after"].items()):
        return 1
    change(noun, record, row, _pythonic(model, values["before"]), access, act)
    return 0


@contextmanager
def under_all_levels(access: Access) -> Iterator[None]:
    """What belongs to a record goes where the record goes, also what the person may not see. Nothing of it is shown."""
    tell_database(access, "*")
    try:
        yield
    finally:
        with suppress(DatabaseError):  # a transaction that is broken forgets the setting by itself
            tell_database(access, access.rights.levels_setting)


def snapshot(row: Any) -> dict[str, Any]:
    """All attributes of a row as history keeps them."""
    skip = ("id", "instance_id")
    return {f.attname: plain(getattr(row, f.attname)) for f in row._meta.local_concrete_fields if f.attname not in skip}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return (
        value if value is None or isinstance(value, str | int | float | bool | list | dict) else encoder.default(value)
    )


def _pythonic(model: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    fields = {f.attname: f for f in model._meta.local_concrete_fields}
    return {
        name: fields[name].to_python(value) if not fields[name].is_relation else value for name, value in values.items()
    }


def _field_names(row: Any, attributes: Mapping[str, Any]) -> list[str]:
    return [f.name for f in row._meta.local_concrete_fields if f.attname in attributes]


def _told(row: Any, before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    """A change of a row as history keeps it."""
    return {"model": row._meta.label_lower, "id": row.pk, "before": before, "after": after}


def _write(noun: Noun, record: Any, what: str, values: dict[str, Any], access: Access, act: Operation) -> None:
    Change.fresh(
        operation=act, kind=noun.key, record_id=record.pk, act=what, by_id=access.member_id, values=values
    ).save(force_insert=True)
    Operation.objects.filter(pk=act.pk).update(records=F("records") + 1)


IN_THEIR_OWN_WAY.update({ROW: take_back, MOVED: take_back})
