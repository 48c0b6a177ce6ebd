"""Acts on any record: lock and unlock, invalid and valid, anonymise, merge, tags, external ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kept.api import bodies
from kept.api.operations import Call, Operation
from kept.api.problems import absent, bad
from kept.api.records import asked_name, name_outside, to_change
from kept.api.resource import Resource
from kept.crm.nouns import changing, states
from kept.crm.nouns.anonymising import anonymise
from kept.crm.nouns.fields import MOST_TAGS, Invalid, Tags, refuse_too_many
from kept.crm.nouns.merging import differences, merge
from kept.crm.records.shared import ExternalId

DONE = {"success": True}
TAG = Tags(name="tags", label="")


def lock(call: Call, resource: Resource, id: int) -> Any:
    """Nobody changes it until it is unlocked."""
    states.lock(resource.noun, to_change(call, resource, id, even_locked=True), call.access)
    return DONE


def unlock(call: Call, resource: Resource, id: int) -> Any:
    """It may be changed again."""
    states.lock(resource.noun, to_change(call, resource, id, even_locked=True), call.access, on=False)
    return DONE


def invalid(call: Call, resource: Resource, id: int) -> Any:
    """It is kept, and no longer used."""
    states.invalidate(resource.noun, to_change(call, resource, id), call.access)
    return DONE


def valid(call: Call, resource: Resource, id: int) -> Any:
    """It is used again."""
    states.invalidate(resource.noun, to_change(call, resource, id), call.access, on=False)
    return DONE


def wipe(call: Call, resource: Resource, id: int) -> Any:
    """The person goes, the record stays."""
    anonymise(resource.noun, to_change(call, resource, id), call.access)
    return DONE


def join(call: Call, resource: Resource, id: int, source: int) -> Any:
    """Everything moves to the first; the second goes into the bin."""
    held = {
        pk: to_change(call, resource, pk) for pk in sorted({id, source})
    }  # two who merge crosswise never wait for each other
    target, other = held[id], held[source]
    fields = resource.noun.fields_for(call.access, call.words)
    take = [one.one.name for one in differences(resource.noun, target, other, fields) if one.take == "source"]
    merge(resource.noun, target, other, take, call.access, fields)
    return DONE


def add_tags(call: Call, resource: Resource, id: int) -> Any:
    """One tag, or several with commas."""
    record, asked = to_change(call, resource, id), _tags(call)
    tags = [*record.tags, *(tag for tag in asked if tag not in record.tags)]
    if len(tags) > len(record.tags):
        _refuse_too_many(tags)
    changing.change(resource.noun, record, {"tags": tags}, {"tags": TAG}, call.access)
    return DONE


def _refuse_too_many(tags: list[str]) -> None:
    try:
        refuse_too_many(tags)
    except Invalid as error:
        raise bad(f"At most {MOST_TAGS} tags a record", str(error)) from None


def remove_tags(call: Call, resource: Resource, id: int) -> Any:
    """One tag, or several with commas."""
    record, asked = to_change(call, resource, id), _tags(call)
    tags = [tag for tag in record.tags if tag not in asked]
    changing.change(resource.noun, record, {"tags": tags}, {"tags": TAG}, call.access)
    return DONE


def _tags(call: Call) -> list[str]:
    given = bodies.body(call).get("tag")
    if not isinstance(given, str | list) or not given:
        raise bad("Attribute [tag] is needed")
    try:
        return TAG.clean(given, call.words)
    except Invalid as error:
        raise bad("Invalid attributes [tag]", str(error)) from None


def add_external_id(call: Call, resource: Resource, id: int) -> Any:
    """Its name in another system; ten at most."""
    name_outside(resource.noun.key, to_change(call, resource, id).pk, asked_name(call))
    return DONE


def remove_external_id(call: Call, resource: Resource, id: int, ext: str) -> Any:
    """Take a name away."""
    record = to_change(call, resource, id)
    row = ExternalId.objects.filter(kind=resource.noun.key, record_id=record.pk, value=ext).first()
    if row is None:
        raise absent("ExternalId", ext)
    row.delete()
    return DONE


ACTS = (  # id, method, path below the resource, permission, act, status, what it says
    ("LockEdit", "POST", "{id}/lock", "edit", lock, 200, "Lock"),
    ("UnlockEdit", "POST", "{id}/unlock", "edit", unlock, 200, "Unlock"),
    ("InvalidEdit", "POST", "{id}/invalid", "edit", invalid, 200, "Make invalid"),
    ("ValidEdit", "POST", "{id}/valid", "edit", valid, 200, "Make valid again"),
    ("AnonymizeEdit", "POST", "{id}/anonymize/", "anonymise", wipe, 200, "Anonymise"),
    ("MergeEdit", "POST", "{id}/merge/{source}/", "merge", join, 200, "Merge the second into the first"),
    ("TagInsert", "PUT", "{id}/tag/", "edit", add_tags, 201, "Add tags"),
    ("TagDelete", "DELETE", "{id}/tag/", "edit", remove_tags, 200, "Remove tags"),
    ("ExtIdInsert", "PUT", "{id}/extId/", "edit", add_external_id, 200, "Add an external id"),
    ("ExtIdDelete", "DELETE", "{id}/extId/{ext}", "edit", remove_external_id, 200, "Remove an external id"),
)
BODIES = {"TagInsert": "tag", "TagDelete": "tag", "ExtIdInsert": "extId"}


def operations(resource: Resource, bound: Any) -> Iterator[Operation]:
    """The acts of one resource."""
    for name, method, below, permission, run, status, says in ACTS:
        if resource.acts is not None and name not in resource.acts:
            continue
        yield Operation(
            f"{resource.path}{name}", method, f"{resource.path}/{below}", (resource.noun.permission(permission),),
            bound(run, resource), says, body=BODIES.get(name), gives="success", status=status,
            problems=(400, 404, 500), tag=resource.path,
        )  # fmt: skip
