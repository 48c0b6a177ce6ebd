"""Making and changing records: cleaned values in, history and search words kept, one operation that can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.nouns import facts, parts
from kept.crm.nouns.fields import EMPTY, Field
from kept.crm.nouns.intake import refuse_left_alone
from kept.crm.nouns.kept_file import exchange
from kept.crm.nouns.noun import Noun
from kept.crm.records import writing
from kept.crm.records.history import Change, Operation
from kept.crm.records.shared import Tag
from kept.grants.models import SecurityLevel
from kept.web.refused import Refused

FOUND_BY = ("search", "sort_key")


def operation(access: Access, act: str, noun: Noun | None = None, *, records: int = 0) -> Operation:
    """Begin an act that can be undone as a whole. `records`: how many it is known to touch from the start."""
    made = begun(access, act, noun, records)
    made.save()
    return made


def begun(access: Access, act: str, noun: Noun | None, records: int) -> Operation:
    """An act that is not stored yet."""
    return Operation.fresh(by_id=access.member_id, act=act, kind=noun.key if noun else "", records=records)


def shared_level() -> int:
    """The level of records for which none was chosen: the shared one."""
    return int(SecurityLevel.objects.filter(locked=True).order_by("pk").values_list("pk", flat=True)[0])


def make(
    noun: Noun,
    values: Mapping[str, Any],
    fields: Mapping[str, Field],
    access: Access,
    act: Operation | None = None,
    **fixed: Any,
) -> Any:
    """Make a record from cleaned values. Returns it, saved, with its parts and its line in history. `fixed` is what is
    no field of the noun: which of the kinds in one table it is."""
    record = noun.model.fresh(created_by_id=access.member_id, made_in=act, **fixed)
    record.security_level_id = values.get("security_level") or shared_level()
    if "owner" not in values:
        record.owner_id = access.member_id
    for name, value in values.items():
        if name in fields and not fields[name].part:
            facts.put(record, fields[name], value)
    record.index()
    after = {name: [None, _plain(fields, name, value)] for name, value in values.items() if value not in (*EMPTY, [])}
    line = _line(noun, Change.CREATED, after, access)
    if act is None:
        writing.create(record, begun(access, f"{noun.key}.created", noun, 1), line)
    else:
        record.save(force_insert=True)
        _tell(line, record, act)
    for part in noun.parts:
        parts.save(noun, record, part.name, values, fields)
    if any(fields[name].part for name in values if name in fields):
        reindex(record)
    remember_tags(noun, values.get("tags") or ())
    return record


def change(
    noun: Noun,
    record: Any,
    values: Mapping[str, Any],
    fields: Mapping[str, Field],
    access: Access,
    act: Operation | None = None,
) -> dict[str, list[Any]]:
    """Change a record to cleaned values. Returns {field: [before, after]} of what really changed; {} writes nothing."""
    refuse_locked(record)
    before = now(noun, record, [fields[name] for name in values])
    changed = facts.differences(before, values, fields)
    if not changed:
        return {}
    refuse_left_alone(fields, {name: values[name] for name in changed})
    own = [fields[name] for name in changed if not fields[name].part]
    for one in own:
        facts.put(record, one, values[one.name])
    for part in noun.parts:
        parts.save(noun, record, part.name, {name: values[name] for name in changed}, fields)
    touched = _touch(record, access, {one.attribute for one in own})
    line = _line(noun, Change.CHANGED, changed, access)
    if act is None:
        writing.change(record, touched, begun(access, f"{noun.key}.edited", noun, 1), line)
    else:
        record.save(update_fields=touched)
        _tell(line, record, act)
    exchange([changed], fields)
    remember_tags(noun, values.get("tags") or () if "tags" in changed else ())
    return changed


def refuse_locked(record: Any) -> None:
    """Raise Refused when a record is locked, or restricted at the wish of its person."""
    if getattr(record, "restricted", False):
        raise Refused(_("This record is restricted: it is stored and used for nothing. Lift that first."), promise="R4")
    if record.locked_at is not None:
        raise Refused(_("This record is locked. Unlock it to change it."))


def now(noun: Noun, record: Any, fields: list[Field]) -> dict[str, Any]:
    """The present values of some fields of one record, as history keeps them."""
    names = dict.fromkeys(one.part for one in fields if one.part)
    rows = {name: {record.pk: parts.row_of(noun, record, name)} for name in names}
    return facts.present([record], fields, rows)[record.pk]


def _touch(record: Any, access: Access, attributes: set[str]) -> set[str]:
    """Say who changed a record and when, and by which words it is found now. Returns all attributes to be stored."""
    record.updated_at, record.updated_by_id = timezone.now(), access.member_id
    record.version += 1
    before = record.search, record.sort_key
    record.index()
    found_by = {name for name, old in zip(FOUND_BY, before, strict=True) if getattr(record, name) != old}
    return {*attributes, "updated_at", "updated_by_id", "version", *found_by}


def reindex(record: Any) -> None:
    """Compute and store again the words a record is found by, after its parts changed."""
    for related in list(getattr(record, "_prefetched_objects_cache", {})):
        del record._prefetched_objects_cache[related]
    record.index()
    record.save(update_fields=["search", "sort_key"])


def _plain(fields: Mapping[str, Field], name: str, value: Any) -> Any:
    return fields[name].plain(value) if name in fields else value


def _line(noun: Noun, what: str, values: dict[str, Any], access: Access) -> Change:
    """A line of history that is not stored yet."""
    return Change.fresh(kind=noun.key, act=what, by_id=access.member_id, values=values)


def _tell(line: Change, record: Any, act: Operation) -> None:
    """Store a line of a record's history under an act."""
    line.operation, line.record_id = act, record.pk
    line.save(force_insert=True)
    Operation.objects.filter(pk=act.pk).update(records=F("records") + 1)


def remember_tags(noun: Noun, tags: Any) -> None:
    """Offer these tags again next time."""
    for tag in tags:
        Tag.objects.get_or_create(instance_id=Tag.fresh().instance_id, kind=noun.key, name=tag)


def trash(noun: Noun, record: Any, access: Access, act: Operation | None = None) -> Operation:
    """Put a record into the bin for 30 days. Raises Refused when it is locked."""
    if record.locked_at is not None:
        raise Refused(_("This record is locked. Unlock it to delete it."))
    act = act or operation(access, f"{noun.key}.deleted", noun)
    record.deleted_at, record.deleted_by_id = timezone.now(), access.member_id
    record.save(update_fields=["deleted_at", "deleted_by"])
    _tell(_line(noun, Change.DELETED, {}, access), record, act)
    return act


def restore(noun: Noun, record: Any, access: Access, act: Operation | None = None) -> None:
    """Take a record out of the bin."""
    act = act or operation(access, f"{noun.key}.restored", noun)
    record.deleted_at = record.deleted_by = None
    record.save(update_fields=["deleted_at", "deleted_by"])
    _tell(_line(noun, Change.RESTORED, {}, access), record, act)
