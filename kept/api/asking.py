"""Asking: the query string of a list, as the queryset that answers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from kept.api import comparing, reading
from kept.api.operations import Call
from kept.api.problems import bad, no_filter
from kept.api.resource import Filter, Resource
from kept.api.resources.all import resource_of
from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import Field, Tags
from kept.crm.nouns.kinds import Number
from kept.crm.nouns.noun import COMMON
from kept.crm.nouns.own_values import Member
from kept.crm.nouns.references import Reference
from kept.crm.records.finding import MOST, ids, narrowed
from kept.crm.records.tally import total
from kept.crm.records.words import escape, fold

CONTROLS = {"offset", "limit", "sortColumn", "sortDirection", "fulltext", "view", "dateFormat"}
PAGE, LARGEST = 100, reading.AT_MOST
FAR = 1000  # rows that are passed over
NEVER_NULL = ("pk", "sort_key", "created_at")
PLAIN_ORDERS = tuple(f"{down}{path}" for path in NEVER_NULL for down in ("", "-"))
NAME = re.compile(r"^([^\[\]]+)(?:\[(\w+)\])?$")
ID = Number(name="id", label="", wire="id")


@dataclass(slots=True)
class Found:
    """What a list answers: which records, in which order, which page; and how many in all, if that is known."""

    everything: Callable[[], Any]
    order: tuple[Any, ...]
    offset: int
    limit: int
    known: int | None = None
    ids: list[int] | None = None  # from the index of words
    plain: bool = False  # nothing narrows the list but those ids

    @property
    def sorts(self) -> bool:
        """Whether the database goes through many more records than it gives: then it does so with their keys alone."""
        return self.order[0] not in PLAIN_ORDERS or self.offset >= FAR

    def page(self) -> Any:
        """The page's queryset."""
        return self.everything().order_by(*self.order)[self.offset : self.offset + self.limit]

    def read(self, call: Call, resource: Resource) -> list[dict[str, Any]]:
        """The page's records."""
        if self.sorts:
            return reading.these(call, resource, list(self.page().values_list("pk", flat=True)))
        if not self.plain:
            return reading.read(call, resource, self.page())
        private = call.access.rights.may(resource.noun.permission("private"))
        narrow, page = "" if self.ids is None else "in", (self.offset, self.offset + self.limit)
        seen = reading.seen_by(call, resource)
        query = reading.prepared(resource.path, private, False, seen, self.order, narrow, page)
        found = query.rows(self.ids or [])
        if found and self.ids is not None:
            self.known = found[0][-1]  # the whole match comes with each row
        return reading.rows(call, resource, found)

    def count(self, rows: int) -> int:
        """The whole match. A short page tells it without a count."""
        if self.known is not None:
            return self.known
        if rows < self.limit and (rows or not self.offset):
            return self.offset + rows
        return int(self.everything().count())


def ask(call: Call, resource: Resource) -> Found:
    """Read the query string. Raises Problem for anything it does not know."""
    asked = [(name, value) for name, values in call.query.lists() for value in values if name not in CONTROLS]
    words = call.query.get("fulltext", "").strip()[:200]
    tests, found = _tests(call, resource, asked)
    known = None
    if words:
        found = _both(found, _by_words(resource, words))
    elif not asked and not resource.only:
        known = total(resource.noun.model, call.access)
    order, needs = _order(call, resource)
    offset, limit = number(call, "offset", 0), min(number(call, "limit", PAGE) or PAGE, LARGEST)
    plain = not tests and (found is not None or not words) and order[0] in PLAIN_ORDERS
    everything = partial(_everything, call, resource, words, found, tests, needs)
    return Found(everything, order, offset, limit, known, found, plain)


def _everything(
    call: Call, resource: Resource, words: str, found: list[int] | None, tests: list[tuple[list[str], Q]], needs: str
) -> Any:
    queryset = resource.noun.model.objects.kept().visible_to(call.access).filter(**resource.only)
    if found is not None:
        queryset = queryset.filter(pk__in=found)
    elif words:
        queryset = narrowed(queryset, words)
    for columns, test in tests:
        queryset = resource.noun.joined(queryset, columns).filter(test)
    if needs == "modified":
        return queryset.alias(modified=Coalesce("updated_at", "created_at"))
    return resource.noun.joined(queryset, [needs]) if needs else queryset


def number(call: Call, name: str, default: int) -> int:
    """A control that is a whole number. Zero, which some clients send for "not set", is the default."""
    raw = call.query.get(name, "").strip()
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit()) or len(raw) > 12:
        raise bad(f"Invalid value [{raw[:40]}] of [{name}]")
    return int(raw)


def _tests(call: Call, resource: Resource, asked: list[tuple[str, str]]) -> tuple[list[tuple[list[str], Q]], Any]:
    """Conditions with the columns they join, and ids that the index of words has found for some of them."""
    fields = filters_of(call, resource) if asked else {}
    special = resource.filters
    tests: list[tuple[list[str], Q]] = []
    found: list[int] | None = None
    for written, value in asked:
        match = NAME.match(written)
        name, operator = (match[1], match[2] or "EQ") if match else (written, "EQ")
        if name in special and name not in resource.refused_filters:
            tests.append(([], _special(call, special[name], name, operator, value)))
            continue
        one = fields.get(name)
        if one is None:
            raise no_filter(name)
        test = resource.noun.said_of(one, comparing.condition(name, one, operator, value, call.words))
        tests.append(([one.column, getattr(one, "shown", "")], test))
        found = _both(found, _hint(resource, one, operator, value))
    return tests, found


def _special(call: Call, one: Filter, name: str, operator: str, value: str) -> Q:
    if operator not in one.operators:
        raise bad(f"Unsupported operator [{operator}] for filter column [{name}]")
    return one.test(call, operator, value)


def filters_of(call: Call, resource: Resource) -> dict[str, Field]:
    """The fields of a list by the names of the contract's filters, those that this person may see."""
    found: dict[str, Field] = {"id": ID}
    for one in resource.noun.fields_for(call.access, call.words).values():
        if one.wire and one.filterable and not isinstance(one, Member):
            for name in filter_names(one):
                if name not in resource.refused_filters:
                    found[name] = one
    return found


def filter_names(one: Field) -> tuple[str, ...]:
    """`category`, `category-id`; a dot stays inside a part, a hyphen crosses a reference."""
    name = one.wire.replace(".", "-", 1) if one.part else one.wire
    if isinstance(one, Reference):
        return (f"{name}-id",)
    if one.kind == "picklist":
        return (name, f"{name}-id")
    return (name,)


def _hint(resource: Resource, one: Field, operator: str, value: str) -> list[int] | None:
    """Ids that may match, from the index of words, for a text that records are found by: row security keeps
    PostgreSQL from using any other index for LIKE."""
    if one.part or isinstance(one, Custom | Tags) or one.name not in resource.noun.model.searched_by:
        return None
    if operator not in ("EQ", "LIKE", "LIKE_NOCASE"):
        return None
    pieces = [fold(piece).strip() for piece in value.split("%")] if operator != "EQ" else [fold(value).strip()]
    words = [f"%{escape(piece)}%" for piece in sorted(pieces, key=len, reverse=True) if len(piece) > 2]
    return _few(resource, words)


def _by_words(resource: Resource, query: str) -> list[int] | None:
    from kept.crm.records.words import patterns

    return _few(resource, patterns(query))


def _few(resource: Resource, words: list[str]) -> list[int] | None:
    found = ids(resource.noun.model, words) if words else None
    return found if found is not None and len(found) < MOST else None


def _both(one: list[int] | None, other: list[int] | None) -> list[int] | None:
    if one is None or other is None:
        return one if other is None else other
    return list(set(one) & set(other))


def _order(call: Call, resource: Resource) -> tuple[tuple[Any, ...], str]:
    """The order that is asked for, by id unless said, and what it needs of the query."""
    name = call.query.get("sortColumn", "")
    direction = call.query.get("sortDirection", "ASC").upper()
    if direction not in ("ASC", "DESC"):
        raise bad(f"Invalid value [{direction[:20]}] of [sortDirection]")
    down = "-" if direction == "DESC" else ""
    private = call.access.rights.may(resource.noun.permission("private"))
    path: Any = sort_paths(resource.path, private).get(name, "") if name else "pk"
    if not path:
        raise bad(f"Unsupported sort column [{name}]")
    if path in NEVER_NULL:
        return ((f"{down}pk",) if path == "pk" else (f"{down}{path}", f"{down}pk")), ""
    if path == "lastModifiedAt":
        return (f"{down}modified", f"{down}pk"), "modified"
    first = F(path).desc(nulls_last=True) if down else F(path).asc()
    return (first, f"{down}pk"), path


@lru_cache(maxsize=256)
def sort_paths(key: str, private: bool) -> Mapping[str, str]:
    """Sort columns of the contract, and the column each sorts by."""
    resource = resource_of(key)
    noun = resource.noun
    found = {"id": "pk", "rowInfo.lastModifiedAt": "lastModifiedAt"}
    for one in (*noun.fields, *COMMON):
        if one.needs == "private" and not private:
            continue
        if one.wire and one.sortable and not isinstance(one, Member | Reference) and one.kind != "picklist":
            found[filter_names(one)[0]] = "sort_key" if one.name in noun.title_fields[-1:] else one.column
    return found | dict(resource.sorts)
