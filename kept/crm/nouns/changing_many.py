"""Changing many records as one act: a few statements for each five hundred of them, and the history of every one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, prefetch_related_objects
from django.utils import timezone

from kept.audit.access import Access
from kept.crm.nouns import facts, parts
from kept.crm.nouns.changing import remember_tags
from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import Field
from kept.crm.nouns.kept_file import exchange
from kept.crm.nouns.noun import Noun
from kept.crm.records.history import Change, Operation
from kept.grants.records import may_change

CHUNK = 500
NAMED = 5  # of those skipped


@dataclass(slots=True)
class Outcome:
    """What became of many: how many changed, how many could not be, and the names of the first of those."""

    changed: int = 0
    skipped: int = 0
    names: list[str] = field(default_factory=list)

    def skip(self, record: Any) -> None:
        """Note one that stays as it is."""
        self.skipped += 1
        if len(self.names) < NAMED:
            self.names.append(str(record))


def held(
    noun: Noun, ids: Iterable[int], access: Access, outcome: Outcome, *, binned: bool = False
) -> Iterator[list[Any]]:
    """Records that the person may change, in chunks, held until the passage ends. The others are counted as skipped."""
    ids = list(ids)
    for start in range(0, len(ids), CHUNK):
        seen = (
            noun.model.objects.visible_to(access)
            .usable()
            .filter(pk__in=ids[start : start + CHUNK], deleted_at__isnull=not binned)
        )
        chunk = []
        for record in seen.select_for_update(of=("self",)).order_by("pk"):
            if record.locked_at is None and may_change(access, record):
                chunk.append(record)
            else:
                outcome.skip(record)
        if chunk:
            yield chunk


def change_many(
    noun: Noun,
    ids: Iterable[int],
    values: Mapping[str, Any],
    fields: Mapping[str, Field],
    access: Access,
    act: Operation,
) -> Outcome:
    """Give all these records the same cleaned values."""
    outcome = Outcome()
    for chunk in held(noun, ids, access, outcome):
        outcome.changed += put(noun, chunk, {record.pk: values for record in chunk}, fields, access, act)
    remember_tags(noun, values.get("tags") or ())
    return outcome


def tag_many(
    noun: Noun,
    ids: Iterable[int],
    add: list[str],
    remove: list[str],
    fields: Mapping[str, Field],
    access: Access,
    act: Operation,
) -> Outcome:
    """Put tags on all these records, and take tags off."""
    outcome = Outcome()
    for chunk in held(noun, ids, access, outcome):
        wanted = {}
        for record in chunk:
            stays = [tag for tag in record.tags if tag not in remove]
            wanted[record.pk] = {"tags": stays + [tag for tag in add if tag not in stays]}
        outcome.changed += put(noun, chunk, wanted, fields, access, act)
    remember_tags(noun, add)
    return outcome


def trash_many(noun: Noun, ids: Iterable[int], access: Access, act: Operation) -> Outcome:
    """Put all these records into the bin."""
    outcome = Outcome()
    for chunk in held(noun, ids, access, outcome):
        gone = [record.pk for record in chunk]
        noun.model.objects.filter(pk__in=gone).update(deleted_at=timezone.now(), deleted_by_id=access.member_id)
        outcome.changed += len(gone)
        write(noun, act, access, Change.DELETED, {pk: {} for pk in gone})
    return outcome


def restore_many(noun: Noun, ids: Iterable[int], access: Access, act: Operation) -> Outcome:
    """Take all these records out of the bin."""
    outcome = Outcome()
    for chunk in held(noun, ids, access, outcome, binned=True):
        back = [record.pk for record in chunk]
        noun.model.objects.filter(pk__in=back).update(deleted_at=None, deleted_by=None)
        outcome.changed += len(back)
        write(noun, act, access, Change.RESTORED, {pk: {} for pk in back})
    return outcome


def put(
    noun: Noun,
    chunk: list[Any],
    wanted: Mapping[int, Mapping[str, Any]],
    fields: Mapping[str, Field],
    access: Access,
    act: Operation,
) -> int:
    """Give each record of a chunk its values. Returns how many really changed; only these get a line in history."""
    names = {name for values in wanted.values() for name in values}
    used = [fields[name] for name in names]
    rows = parts.rows_of(noun, chunk, used)
    before = facts.present(chunk, used, rows)
    changes = {record.pk: facts.differences(before[record.pk], wanted.get(record.pk, {}), fields) for record in chunk}
    changed = [record for record in chunk if changes[record.pk]]
    for record in changed:
        for name in changes[record.pk]:
            if not fields[name].part:
                facts.put(record, fields[name], wanted[record.pk][name])
    for part in noun.parts:
        if part.name in rows:
            parts.save_many(part, changed, changes, wanted, fields, rows[part.name])
    _save(noun, changed, [one for one in used if not one.part], access)
    write(noun, act, access, Change.CHANGED, {record.pk: changes[record.pk] for record in changed})
    exchange([changes[record.pk] for record in changed], fields)
    return len(changed)


def _save(noun: Noun, changed: list[Any], used: list[Field], access: Access) -> None:
    if not changed:
        return
    model = noun.model
    columns = {"custom" if isinstance(one, Custom) else parts.column_of(model, one.attribute) for one in used}
    for record in changed:
        record._prefetched_objects_cache = {}
    prefetch_related_objects(changed, *(part.related for part in noun.parts))
    found_by = {record.pk: (record.search, record.sort_key) for record in changed}
    for record in changed:
        record.index()
    if any(found_by[record.pk] != (record.search, record.sort_key) for record in changed):
        columns |= {"search", "sort_key"}
    same = {name: value for name in columns if (value := _one_value(changed, name)) is not _VARIOUS}
    mark = {"updated_at": timezone.now(), "updated_by_id": access.member_id, "version": F("version") + 1}
    model.objects.filter(pk__in=[record.pk for record in changed]).update(**mark, **same)
    if various := columns - same.keys():
        model.objects.bulk_update(changed, sorted(various), batch_size=CHUNK)


_VARIOUS = object()


def _one_value(changed: list[Any], name: str) -> Any:
    attribute = changed[0]._meta.get_field(name).attname
    first = getattr(changed[0], attribute)
    return first if all(getattr(record, attribute) == first for record in changed) else _VARIOUS


def write(noun: Noun, act: Operation, access: Access, what: str, values: Mapping[int, dict[str, Any]]) -> None:
    """Write a line of history for each record."""
    lines = [
        Change.fresh(operation=act, kind=noun.key, record_id=pk, act=what, by_id=access.member_id, values=changed)
        for pk, changed in values.items()
    ]
    Change.objects.bulk_create(lines, batch_size=CHUNK)
    Operation.objects.filter(pk=act.pk).update(records=F("records") + len(lines))
