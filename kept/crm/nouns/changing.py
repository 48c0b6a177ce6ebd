"""Making and changing records: cleaned values in, history and search words kept, one operation that can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import EMPTY, Field, Invalid
from kept.crm.nouns.intake import left_alone, refuse_left_alone
from kept.crm.nouns.kept_file import exchange
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records import writing
from kept.crm.records.history import Change, Operation
from kept.crm.records.shared import Tag
from kept.grants.models import SecurityLevel
from kept.web.refused import Refused

FOUND_BY = ("search", "sort_key")


@dataclass
class Errors(Exception):
    """What was wrong with the values, by field; "" is for the record as a whole."""

    by_field: dict[str, str] = field(default_factory=dict)


def clean(
    noun: Noun, fields: Mapping[str, Field], raw: Mapping[str, Any], words: Vocabulary, *, new: bool
) -> dict[str, Any]:
    """Clean values by field name. Unknown and forbidden names are not there. Raises Errors with all that is wrong."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, one in fields.items():
        if name not in raw and not (new and one.required):
            continue
        try:
            if not one.editable:
                raise Invalid(_("This cannot be changed here."))
            values[name] = one.clean(raw.get(name), words)
            if one.required and values[name] in EMPTY:
                raise Invalid(_("This is needed."))
        except Invalid as error:
            wrong[name] = str(error)
    if new and not wrong:
        wrong = left_alone(fields, values)
    if wrong:
        raise Errors(wrong)
    return values


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
            _put(record, fields[name], value)
    record.index()
    after = {name: [None, _plain(fields, name, value)] for name, value in values.items() if value not in (*EMPTY, [])}
    line = _line(noun, Change.CREATED, after, access)
    if act is None:
        writing.create(record, begun(access, f"{noun.key}.created", noun, 1), line)
    else:
        record.save(force_insert=True)
        _tell(line, record, act)
    for part in noun.parts:
        _save_part(noun, record, part.name, values, fields)
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
    changed = {name: [before[name], _plain(fields, name, value)] for name, value in values.items()}
    changed = {name: pair for name, pair in changed.items() if (pair[0] or None) != (pair[1] or None)}
    if not changed:
        return {}
    refuse_left_alone(fields, {name: values[name] for name in changed})
    own = [fields[name] for name in changed if not fields[name].part]
    for one in own:
        _put(record, one, values[one.name])
    for part in noun.parts:
        _save_part(noun, record, part.name, {name: values[name] for name in changed}, fields)
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
    found = {}
    parts: dict[str, Any] = {}
    for one in fields:
        if isinstance(one, Custom):
            found[one.name] = one.pick(record.custom)
        elif one.part:
            if one.part not in parts:
                parts[one.part] = _part_row(noun, record, one.part)
            row = parts[one.part]
            found[one.name] = one.plain(getattr(row, one.attribute)) if row else None
        else:
            found[one.name] = one.plain(getattr(record, one.attribute))
    return found


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


def _put(record: Any, one: Field, value: Any) -> None:
    if isinstance(one, Custom):
        if value in EMPTY:
            record.custom.pop(one.key, None)
        else:
            record.custom[one.key] = value
    else:
        setattr(record, one.attribute, value)


def _part_row(noun: Noun, record: Any, name: str) -> Any:
    part = noun.part(name)
    return part.model.objects.filter(**{part.owner: record, part.mark: True}).first()


def _save_part(noun: Noun, record: Any, name: str, values: Mapping[str, Any], fields: Mapping[str, Field]) -> None:
    part = noun.part(name)
    mine = {key: value for key, value in values.items() if key in fields and fields[key].part == name}
    if not mine or (all(value in EMPTY or value is False for value in mine.values()) and record.version == 1):
        return
    row = _part_row(noun, record, name)
    if row is None:
        row = part.model.fresh(**{part.owner: record, part.mark: True}, **part.fixed)
    for key, value in mine.items():
        setattr(row, fields[key].attribute, value)
    required = [f for f in part.model._meta.local_fields if f.is_relation and not f.null and f.name != "instance"]
    missing = [f.attname for f in required if getattr(row, f.attname) is None]
    if missing:  # no company any more: no position
        if row.pk:
            row.delete()
        else:
            _refuse_to_lose(mine, missing, fields)
        return
    row.save()


def _refuse_to_lose(mine: Mapping[str, Any], missing: list[str], fields: Mapping[str, Field]) -> None:
    """A position without a company has nowhere to stand: say so, rather than drop what was typed."""
    needs = next((str(one.label) for one in fields.values() if one.attribute in missing), "")
    typed = [key for key, value in mine.items() if value not in EMPTY and value is not False]
    if needs and typed:
        raise Errors({key: _("This can stand only together with: %(field)s.") % {"field": needs} for key in typed})


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
