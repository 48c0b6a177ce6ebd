"""Reading records: the rows of a page or one record, with all that is attached, in few queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Count, Window

from kept.api.operations import Call
from kept.api.resource import Resource
from kept.api.resources.all import resource_of
from kept.api.rows import STATE, Plan, custom_fields, make_plan, state
from kept.audit import access
from kept.audit.prepared import Prepared
from kept.crm.nouns.custom import Custom

AT_MOST = 1000  # records of a page
Seen = tuple[tuple[int, ...] | None, tuple[int, ...]]
Order = tuple[Any, ...]


@lru_cache(maxsize=256)
def plan_of(key: str, private: bool, detail: bool) -> Plan:
    """The plan for a resource, made once a process for those who may and may not see what is private."""
    resource = resource_of(key)
    every = (*resource.noun.fields, *common())
    fields = {one.name: one for one in every if private or one.needs != "private"}
    plan = make_plan(fields, resource.omit + (() if detail else resource.omit_in_lists))
    for name, column in resource.columns.items():
        plan.flat.append((name, len(plan.columns), _Plain(resource.convert.get(name))))
        plan.columns.append(column)
    return plan


class _Plain:
    """A column that is no field."""

    def __init__(self, convert: Any) -> None:
        self.convert = convert

    def out(self, value: Any, words: Any) -> Any:
        return self.convert(value) if self.convert else (value if value != "" else None)


def common() -> Iterable[Any]:
    """The fields that all nouns have."""
    from kept.crm.nouns.noun import COMMON

    return COMMON


def plan_for(call: Call, resource: Resource, *, detail: bool = False) -> Plan:
    """The plan for who is calling."""
    return plan_of(resource.path, call.access.rights.may(resource.noun.permission("private")), detail)


@lru_cache(maxsize=1024)
def prepared(
    key: str, private: bool, detail: bool, seen: Seen, order: Order, narrow: str, page: tuple[int, int]
) -> Prepared:
    """The query of a page that is asked again and again. `seen` is what its caller may see, so nobody shares the query
    of somebody with other rights; `narrow` is "" for everything, "in" for given ids, "one" for a given id."""
    resource, plan = resource_of(key), plan_of(key, private, detail)

    def build(given: int) -> Any:
        queryset = resource.noun.model.objects.kept().visible_to(access.required()).filter(**resource.only)
        if narrow:
            queryset = queryset.filter(pk=given) if narrow == "one" else queryset.filter(pk__in=[given])
        counted = {"matched": Window(Count("pk"))} if narrow == "in" else {}
        return queryset.annotate(**counted).order_by(*order)[page[0] : page[1]].values_list(*plan.columns, *counted)

    return Prepared(build)


def seen_by(call: Call, resource: Resource) -> Seen:
    """Which records a caller may see, as the key of a prepared query."""
    rights = call.access.rights
    shares = rights.shares.get(resource.noun.model._meta.db_table, ())
    return rights.levels, tuple(sorted(shares))


@lru_cache(maxsize=256)
def prepared_whole(key: str, seen: Seen) -> Prepared:
    """The query of one record with all its columns, as somebody may see it, held: who comes second waits."""
    resource = resource_of(key)
    model = resource.noun.model
    columns = [field.attname for field in model._meta.concrete_fields]
    return Prepared(
        lambda given: (
            model.objects.kept()
            .visible_to(access.required())
            .filter(pk=given, **resource.only)
            .select_for_update()
            .values_list(*columns)
        )
    )


def whole(call: Call, resource: Resource, id: int) -> Any:
    """One record as an object, to be changed, or None."""
    model = resource.noun.model
    found = prepared_whole(resource.path, seen_by(call, resource)).rows(id)
    columns = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(model.objects.db, columns, found[0]) if found else None


def one(call: Call, resource: Resource, id: int) -> list[dict[str, Any]]:
    """One record in detail, or none."""
    private = call.access.rights.may(resource.noun.permission("private"))
    query = prepared(resource.path, private, True, seen_by(call, resource), (), "one", (0, 1))
    return rows(call, resource, query.rows(id), detail=True)


def these(call: Call, resource: Resource, ids: list[int]) -> list[dict[str, Any]]:
    """The records of some ids, in the order of the ids."""
    if not ids:
        return []
    private = call.access.rights.may(resource.noun.permission("private"))
    query = prepared(resource.path, private, False, seen_by(call, resource), (), "in", (0, AT_MOST))
    found = rows(call, resource, query.rows(ids))
    place = {pk: number for number, pk in enumerate(ids)}
    return sorted(found, key=lambda record: place[record["id"]])


def read(call: Call, resource: Resource, queryset: Any) -> list[dict[str, Any]]:
    """The records of a queryset, in its order, in the contract's shape."""
    return rows(call, resource, list(queryset.values_list(*plan_for(call, resource).columns)))


def rows(call: Call, resource: Resource, found: list[Any], *, detail: bool = False) -> list[dict[str, Any]]:
    """Records as the contract has them, out of rows of the plan's columns."""
    plan = plan_for(call, resource, detail=detail)
    if not found:
        return []
    words = call.words
    plan.prime(found, words)
    customs = _customs(call, resource)
    for one in customs:
        one.prime([one.pick(row[plan.custom]) for row in found], words)
    out = []
    for row in found:
        record = plan.build(row, words)
        record["customFields"] = custom_fields(row[plan.custom], customs, words)
        out.append(record)
    attach(call, resource, out, detail)
    if resource.picture:
        for record in out:
            _show_picture(record, resource.picture, detail)
    return out


def _show_picture(record: dict[str, Any], key: str, detail: bool) -> None:
    """Which of the record's files stands beside its name."""
    pk = record.pop(key)
    if detail:
        record[key] = next((one["file"] for one in record["attachments"] if one["id"] == pk), None)


def states(call: Call, queryset: Any) -> list[dict[str, Any]]:
    """`view=rowInfo`: only the state of records, which tells nothing of a person."""
    found = list(queryset.values_list(*STATE))
    call.words.prime_people({row[place] for row in found for place in (3, 5)})
    return [{"id": row[0]} | state(row, call.words) for row in found]


def attach(call: Call, resource: Resource, records: Sequence[dict[str, Any]], detail: bool) -> None:
    """Lay into records what stands in other rows."""
    ids = [record["id"] for record in records]
    for one in resource.attached:
        if one.detail_only and not detail:
            continue
        found = one.load(call, ids, detail)
        for record in records:
            record |= found.get(record["id"]) or one.empty(detail)


def _customs(call: Call, resource: Resource) -> list[Custom]:
    from kept.crm.nouns.custom import custom_field

    return [custom_field(definition) for definition in call.words.custom_fields(resource.noun.key)]
