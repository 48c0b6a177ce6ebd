"""Lists: the rows that answer what is asked of a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.nouns import ordering, walking
from kept.crm.nouns.asking import BY_NAME, NAMES, Asked, Condition
from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import Field, Invalid
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.own_values import Member, Picklist
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.finding import MOST, ids, narrowed
from kept.crm.records.tally import total
from kept.crm.records.words import digits, escape, fold

PAGE = 50
ALWAYS = ("id", "version", "locked_at", "invalid_at", "security_level_id")
ALONG = (*NAMES, "created_at", "updated_at")  # orders that each noun has an index for
IN_GENERAL = ("empty", "filled")  # operators that ask for no value
IN_TIME = ("date", "moment", "touch")


@dataclass(slots=True)
class Row:
    """One record of a list: values by field name, raw as stored."""

    id: int
    values: dict[str, Any]
    version: int
    locked: bool
    invalid: bool
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """Rows, and the id that the next page begins after ("" at the end)."""

    rows: list[Row]
    next: str = ""


def sound(noun: Noun, words: Vocabulary, fields: Mapping[str, Field], asked: Asked) -> tuple[Asked, list[str]]:
    """What of a question this list can answer, and a sentence for each thing that it cannot."""
    wrong: list[str] = []
    good = []
    for condition in asked.conditions:
        try:
            test(fields, condition, words)
            good.append(condition)
        except Invalid as error:
            wrong.append(_("Filter left out: %(why)s") % {"why": error})
    asked = replace(asked, conditions=tuple(good), columns=tuple(name for name in asked.columns if name in fields))
    for check, mended in (
        (ordering.order_path, {"order": BY_NAME, "descending": False, "after": ""}),
        (ordering.after, {"after": ""}),
    ):
        try:
            check(fields, asked)
        except Invalid as error:
            wrong.append(str(error))
            asked = replace(asked, **mended)
    return asked, wrong


def test(fields: Mapping[str, Field], condition: Condition, words: Vocabulary) -> Q:
    """One condition as the query has it. Raises Invalid for a field, an operator or a value that cannot be."""
    one = fields.get(condition.field)
    if one is None or not one.filterable or condition.operator not in one.operators:
        raise Invalid(_("This list has no filter “%(name)s”.") % {"name": f"{condition.field} {condition.operator}"})
    if condition.operator not in IN_GENERAL and not condition.value.strip("| \t\r\n"):
        raise Invalid(_("Say what to look for in “%(field)s”.") % {"field": one.label})
    value = in_days(condition.value) if one.kind in IN_TIME else condition.value
    try:
        return one.condition(condition.operator, value, words)
    except OverflowError:
        raise Invalid(_("“%(value)s” is beyond what can be compared.") % {"value": condition.value[:60]}) from None


def in_days(value: str) -> str:
    """`90d` is the day 90 days ago, so that a saved view goes with the time. Other values stay as they are."""
    days = value[:-1]
    if not (value.endswith("d") and days.isascii() and days.isdigit() and len(days) < 6):
        return value
    return (timezone.localdate() - dt.timedelta(days=int(days))).isoformat()


def matching(noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked) -> Any:
    """The queryset of all records that a person may see and asks for. Raises Invalid for a bad condition."""
    queryset = noun.model.objects.kept().visible_to(access)
    tests = []
    for condition in asked.conditions:
        one = fields.get(condition.field)
        there = walking.held(noun, one) if one is not None and condition.operator in IN_GENERAL else None
        if there is not None:
            tests.append(Q(there) if condition.operator == "filled" else ~Q(there))
            continue
        asked_of = test(fields, condition, words)
        one = fields[condition.field]
        tests.append(noun.said_of(one, asked_of))
        queryset = noun.joined(queryset, [one.column, getattr(one, "shown", "")])
    if tests:
        together = tests[0]
        for other in tests[1:]:
            together = together | other if asked.any else together & other
        queryset = queryset.filter(together)
    if not asked.any:
        queryset = _led_by_index(noun, fields, asked, queryset)
    return narrowed(queryset, asked.words) if asked.words else queryset


def _led_by_index(noun: Noun, fields: Mapping[str, Field], asked: Asked, queryset: Any) -> Any:
    """Where the words of a record hold what a condition asks for, the index of words finds the few that can answer."""
    found_by = {*noun.model.searched_by, *noun.model.phones, *getattr(noun.model, "searched_in_parts", ())}
    likes = [like for one in asked.conditions if (like := _like(fields[one.field], one, found_by))]
    if not likes:
        return queryset
    few = ids(noun.model, likes)
    return queryset.filter(pk__in=few) if len(few) < MOST else queryset


def _like(one: Field, condition: Condition, found_by: set[str]) -> str:
    """A pattern that the words of every answer hold; "" when there is none."""
    value = condition.value
    if one.kind == "tags" and condition.operator == "in" and "|" not in value and "," not in value:
        return f"%#{escape(fold(value.strip()))};%"
    if one.name not in found_by or condition.operator not in ("has", "is", "starts"):
        return ""
    word = digits(value).lstrip("0") if one.kind == "phone" else fold(value.strip())
    return f"%{escape(word)}%" if len(word) > 2 else ""


def select(
    noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked, *, size: int = PAGE
) -> Page:
    """One page of a list. Raises Invalid for a column, condition or order that the person has not."""
    return counted(noun, access, words, fields, asked, size=size, most=size)[0]


def counted(
    noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked, *,
    size: int = PAGE, most: int = 1000,
) -> tuple[Page, int, bool]:  # fmt: skip
    """One page, how many records answer, and whether there are more than `most`. The first page of what somebody
    looks for is counted on the way; everything is counted by its tally."""
    columns = [fields[name] for name in (*noun.title_fields, *asked.columns) if name in fields]
    queryset = matching(noun, access, words, fields, asked)
    if asked.is_plain and asked.order in ALONG:
        rows = _rows(noun, access, fields, asked, queryset, size + 1, columns)
    else:
        counting = not asked.is_plain and not asked.after
        ids_ = ordering.first(noun, access, fields, asked, queryset, max(most, size) + 1 if counting else size + 1)
        rows = in_this_order(noun, ids_[: size + 1], columns)
    page = Page(rows[:size], str(rows[size - 1].id) if len(rows) > size else "")
    prime(page.rows, columns, words)
    if most <= size:
        return page, len(page.rows), len(rows) > size
    if asked.is_plain or asked.after:
        return page, *count(noun, access, words, fields, asked, most=most)
    return page, min(len(ids_), most), len(ids_) > most


def in_this_order(noun: Noun, ids_: list[int], columns: Iterable[Field]) -> list[Row]:
    """The rows of some ids, which the person may see, in the order of the ids."""
    found = {row.id: row for row in fetch(noun, noun.model.objects.filter(pk__in=ids_), columns)} if ids_ else {}
    return [found[pk] for pk in ids_ if pk in found]


def in_order(noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked) -> Any:
    """The queryset of the whole list in its order, for exports."""
    path, null = ordering.order_path(fields, asked)
    queryset, path = ordering.sortable(
        noun, matching(noun, access, words, fields, asked), path, ordering.blank(fields, asked)
    )
    return ordering.ordered(queryset, path, null, asked)


def _rows(
    noun: Noun,
    access: Access,
    fields: Mapping[str, Field],
    asked: Asked,
    queryset: Any,
    most: int,
    columns: list[Field],
) -> list[Row]:
    """The first rows in an order that an index of the noun's own has. Of changes it has the latest first and nothing
    before it: those never changed are asked for only when the others are too few."""
    path, null = ordering.order_path(fields, asked)
    if asked.after:
        queryset = queryset.filter(ordering.beyond(noun, access, fields, asked))
    if path == "updated_at" and asked.descending:
        changed = queryset.filter(updated_at__isnull=False).order_by("-updated_at", "-pk")
        rows = fetch(noun, changed[:most], columns)
        if len(rows) == most:
            return rows
    return fetch(noun, ordering.ordered(queryset, path, null, asked)[:most], columns)


def beside(
    noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked, pk: int
) -> tuple[int, int]:
    """The ids before and after a record in the order that is asked for, 0 at the ends. Two short walks by key."""
    here = replace(asked, after=str(pk))
    rows = matching(noun, access, words, fields, here)
    before = _next_of(noun, access, fields, replace(here, descending=not asked.descending), rows)
    return before, _next_of(noun, access, fields, here, rows)


def _next_of(noun: Noun, access: Access, fields: Mapping[str, Field], asked: Asked, rows: Any) -> int:
    return next(iter(ordering.first(noun, access, fields, asked, rows, 1)), 0)


def fetch(noun: Noun, queryset: Any, columns: Iterable[Field], also: Iterable[str] = ()) -> list[Row]:
    """Rows of a queryset with just the columns asked for, as raw values."""
    columns = list(columns)
    paths = list(dict.fromkeys([*ALWAYS, *also, *(p for one in columns for p in _paths(one))]))
    rows = []
    places = {path: place for place, path in enumerate(paths)}
    for found in _with_joins(noun, queryset, paths).values_list(*paths):
        values = {}
        for one in columns:
            value = found[places[one.column]]
            values[one.name] = one.pick(value) if isinstance(one, Custom) else value
            shown = getattr(one, "shown", "")
            if shown:
                values[f"{one.name}.shown"] = found[places[shown]]
        extra = {path: found[places[path]] for path in also}
        rows.append(Row(found[0], values, found[1], found[2] is not None, found[3] is not None, extra))
    return rows


def count(
    noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked, *, most: int | None = 1000
) -> tuple[int, bool]:
    """How many records answer, and whether there are more than `most` (None: count them all)."""
    if asked.is_plain:
        everything = total(noun.model, access)
        if everything is not None:
            return everything, False
    queryset = matching(noun, access, words, fields, asked)
    if most is None:
        return queryset.count(), False
    found = queryset.values("pk")[: most + 1].count()
    return min(found, most), found > most


def _paths(one: Field) -> list[str]:
    shown = getattr(one, "shown", "")
    return [one.column, shown] if shown else [one.column]


def _with_joins(noun: Noun, queryset: Any, paths: list[str]) -> Any:
    if queryset.query.is_sliced:  # joins cannot be added to a slice: take the slice off and put it on again
        low, high = queryset.query.low_mark, queryset.query.high_mark
        queryset = queryset._chain()
        queryset.query.clear_limits()
        return noun.joined(queryset, paths)[low:high]
    return noun.joined(queryset, paths)


def prime(rows: list[Row], columns: Iterable[Field], words: Vocabulary) -> None:
    """Load the words that these columns of these rows need, at once."""
    columns = list(columns)
    items = {row.values[one.name] for one in columns if isinstance(one, Picklist) for row in rows}
    members = {row.values[one.name] for one in columns if isinstance(one, Member) for row in rows}
    words.prime(items=items - {None}, members=members - {None})
    for one in columns:
        if prime := getattr(one, "prime", None):
            prime([row.values[one.name] for row in rows], words)
