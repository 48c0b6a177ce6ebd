"""The five operations that every resource has: list, one, make, change, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from kept.api import asking, bodies, reading
from kept.api.operations import Call
from kept.api.problems import Problem, absent, bad, duplicate, locked
from kept.api.resource import Resource
from kept.crm.nouns import changing
from kept.crm.nouns.fields import Invalid, Tags
from kept.crm.records.shared import ExternalId
from kept.grants.models import SecurityLevel
from kept.grants.records import may_change
from kept.tenancy.ids import id_of

MOST_IDS = 10


def many(call: Call, resource: Resource) -> dict[str, Any]:
    """A page of a list."""
    found = asking.ask(call, resource)
    rows = reading.states(call, found.page()) if short_view(call) else found.read(call, resource)
    return {"success": True, "totalCount": found.count(len(rows)), "data": rows}


def short_view(call: Call) -> bool:
    """Whether the state of records alone is asked for. Raises Problem for a view that nobody knows."""
    asked = call.query.get("view", "")
    if asked not in ("", "rowInfo"):
        raise bad(f"Unknown view [{asked[:40]}]")
    return bool(asked)


def one(call: Call, resource: Resource, id: int) -> dict[str, Any]:
    """One record with everything that belongs to it."""
    rows = reading.one(call, resource, id)
    if not rows:
        raise absent(resource.entity, id)
    return {"success": True, "data": rows[0]}


def by_external_id(call: Call, resource: Resource, ext: str) -> dict[str, Any]:
    """One record by its name in another system."""
    found = ExternalId.objects.filter(kind=resource.noun.key, value=ext).values_list("record_id", flat=True)
    pk = next(iter(found), None)
    if pk is None:
        raise absent(resource.entity, ext)
    return one(call, resource, pk)


def make(call: Call, resource: Resource) -> dict[str, Any]:
    """A new record."""
    given = bodies.body(call)
    if resource.before:
        resource.before(call, given, True)
    values, fields = bodies.values(call, resource, given, new=True)
    values |= _tags(given)
    values["security_level"] = _level(call, given) or _usual_level(call, resource, values)
    record = changing.make(resource.noun, values, fields, call.access, **resource.only)
    if resource.after:
        resource.after(call, record, given, True)
    for value in _external_ids(given):
        name_outside(resource.noun.key, record.pk, value)
    return {"success": True, "data": {"id": record.pk}}


def change(call: Call, resource: Resource, id: int) -> dict[str, Any]:
    """Change what the body names, and nothing else."""
    given = bodies.body(call)
    record = to_change(call, resource, id)
    if resource.before:
        resource.before(call, given, False)
    values, fields = bodies.values(call, resource, given, new=False)
    values |= _tags(given)
    changing.change(resource.noun, record, values, fields, call.access)
    level = _level(call, given) or (resource.level(call, values) if resource.level else None)
    if level and level != record.security_level_id:
        record.security_level_id = level
        touch(call, record, "security_level")
    if resource.after:
        resource.after(call, record, given, False)
    return {"success": True}


def delete(call: Call, resource: Resource, id: int) -> dict[str, Any]:
    """Put a record into the bin."""
    changing.trash(resource.noun, to_change(call, resource, id), call.access)
    return {"success": True}


def to_change(call: Call, resource: Resource, id: int, *, even_locked: bool = False) -> Any:
    """The record, if this person may change it. Raises Problem: absent, not theirs to change, or locked."""
    record = reading.whole(call, resource, id)
    if record is None:
        raise absent(resource.entity, id)
    if not may_change(call.access, record):
        raise Problem(500, "AccessDeniedException", f"{resource.entity} [{id}] may only be read")
    if record.locked_at is not None and not even_locked:
        raise locked()
    return record


def touch(call: Call, record: Any, *columns: str) -> None:
    """Save columns that are no fields, as a change of the record."""
    record.updated_at, record.updated_by_id = timezone.now(), call.access.member_id
    record.version += 1
    record.save(update_fields=[*columns, "updated_at", "updated_by", "version"])


def asked_name(call: Call) -> str:
    """The name in another system that a body gives."""
    given = bodies.body(call).get("extId")
    if not isinstance(given, str):
        raise bad("Attribute [extId] is needed")
    return given


def outside_name(value: str) -> str:
    """A name in another system as it is kept. Raises Problem for one that no address could hold."""
    value = value.strip()
    if not value or len(value) > 250 or "/" in value or value in (".", ".."):  # those are steps in an address
        raise bad(f"Invalid external id [{value[:60]}]")
    return value


def name_outside(kind: str, pk: int, value: str) -> None:
    """Give something a name in another system. Raises Problem for a name that is taken, or one too many."""
    value = outside_name(value)
    known = ExternalId.objects.filter(kind=kind)
    holder = next(iter(known.filter(value=value).values_list("record_id", flat=True)), None)
    if holder == pk:
        return
    if holder is not None:
        raise duplicate(value)
    if known.filter(record_id=pk).count() >= MOST_IDS:
        raise bad(f"At most {MOST_IDS} external ids a record")
    try:
        with transaction.atomic():
            ExternalId.fresh(kind=kind, record_id=pk, value=value).save(force_insert=True)
    except IntegrityError:  # another request gave it away a moment ago
        raise duplicate(value) from None


def _usual_level(call: Call, resource: Resource, values: Mapping[str, Any]) -> int | None:
    """Where a record stands whose body names no level."""
    return (resource.level(call, values) if resource.level else None) or call.words.shared_level()


def _external_ids(given: Mapping[str, Any]) -> list[str]:
    found = given.get("extIds") or ([given["extId"]] if given.get("extId") else [])
    if not isinstance(found, list) or not all(isinstance(value, str) for value in found):
        raise bad("Attribute [extIds] must be a list of texts")
    return found


def _tags(given: Mapping[str, Any]) -> dict[str, Any]:
    if "tags" not in given:
        return {}
    asked = given["tags"]
    if not isinstance(asked, list | str | None) or (
        isinstance(asked, list) and not all(isinstance(t, str) for t in asked)
    ):
        raise bad("Attribute [tags] must be a list of texts")
    try:
        return {"tags": Tags(name="tags", label="").clean(asked, None)}  # type: ignore[arg-type]
    except Invalid as error:
        raise bad("Invalid attributes [tags]", str(error)) from None


def _level(call: Call, given: Mapping[str, Any]) -> int | None:
    """The security level that a body asks for: one that the caller belongs to."""
    asked = given.get("securityLevel")
    asked = asked.get("id") if isinstance(asked, Mapping) else asked
    if asked in (None, "", 0):
        return None
    levels = call.access.rights.levels
    level = id_of(asked)
    mine = level is not None and (levels is None or level in levels)
    if not mine or not SecurityLevel.objects.filter(pk=level).exists():
        raise bad(f"Attribute [securityLevel]: no level [{str(asked)[:40]}]")
    return level
