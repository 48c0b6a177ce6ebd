"""Lists: what is asked of a list (words, conditions, order, columns, page), and the rows that answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import NullIf
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import Field, Invalid
from kept.crm.nouns.kinds import Member, Picklist
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.finding import MOST, ids, narrowed
from kept.crm.records.tally import total
from kept.crm.records.words import digits, escape, fold

PAGE = 50
ALWAYS = ("id", "version", "locked_at", "invalid_at", "security_level_id")
MOST_CONDITIONS = 30
BY_NAME = "name_order"
NAMES = (BY_NAME, "name", "last_name")
IN_GENERAL = ("empty", "filled")  # operators that ask for no value
IN_TIME = ("date", "moment", "touch")
BLANK = ("text", "email", "phone", "link", "country", "choice")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on one field: `state.in.A_POTENTIAL|B_ACTUAL` in an address."""

    field: str
    operator: str
    value: str = ""

    @classmethod
    def read(cls, text: str) -> Condition:
        """From its form in an address."""
        name, _sep, rest = text.partition(":")
        operator, _sep, value = rest.partition(":")
        return cls(name, operator, value)

    def __str__(self) -> str:
        return f"{self.field}:{self.operator}:{self.value}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of a list, as it stands in its address and in a saved view."""

    words: str = ""
    conditions: tuple[Condition, ...] = ()
    any: bool = False  # any condition is enough, instead of all
    order: str = BY_NAME
    descending: bool = False
    columns: tuple[str, ...] = ()
    after: str = ""  # where the page begins

    @classmethod
    def read(cls, noun: Noun, data: QueryDict) -> Asked:
        """From the query string of a list. Unknown fields are kept here and refused by `select`."""
        order = data.get("sort", "") or BY_NAME
        parts = [part.replace("\x00", "") for part in data.getlist("f")[:MOST_CONDITIONS] if part]
        return cls(
            words=data.get("q", "").replace("\x00", "").strip()[:200],
            conditions=tuple(Condition.read(part) for part in parts),
            any=data.get("match") == "any",
            order=order.lstrip("-"),
            descending=order.startswith("-"),
            columns=tuple(name for name in data.get("cols", "").split(",") if name) or noun.columns,
            after=data.get("after", ""),
        )

    def write(self, noun: Noun, **changes: Any) -> str:
        """The query string that asks the same, with changes: `asked.write(noun, order="city")`."""
        asked = replace(self, **changes)
        data = QueryDict(mutable=True)
        if asked.words:
            data["q"] = asked.words
        data.setlist("f", [str(condition) for condition in asked.conditions])
        if asked.any:
            data["match"] = "any"
        if asked.order != BY_NAME or asked.descending:
            data["sort"] = ("-" if asked.descending else "") + asked.order
        if asked.columns != noun.columns:
            data["cols"] = ",".join(asked.columns)
        if asked.after:
            data["after"] = asked.after
        return data.urlencode()

    @property
    def is_plain(self) -> bool:
        """Whether everything is asked for."""
        return not self.words and not self.conditions


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
    for check, mended in ((_order_path, {"order": BY_NAME, "descending": False, "after": ""}), (_after, {"after": ""})):
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
        tests.append(test(fields, condition, words))
        one = fields[condition.field]
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
    columns = [fields[name] for name in (*noun.title_fields, *asked.columns) if name in fields]
    queryset = matching(noun, access, words, fields, asked)
    path, null = _order_path(fields, asked)
    queryset, path = _sortable(noun, queryset, path, _may_be_blank(fields, asked))
    if asked.after:
        queryset = queryset.filter(_beyond(noun, access, fields, asked))
    rows = _rows(noun, queryset, path, null, asked, size + 1, columns)
    page = Page(rows[:size], str(rows[size - 1].id) if len(rows) > size else "")
    prime(page.rows, columns, words)
    return page


def in_order(noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked) -> Any:
    """The queryset of the whole list in its order, for exports."""
    path, null = _order_path(fields, asked)
    queryset, path = _sortable(noun, matching(noun, access, words, fields, asked), path, _may_be_blank(fields, asked))
    return _ordered(queryset, path, null, asked)


def _rows(noun: Noun, queryset: Any, path: str, null: bool, asked: Asked, most: int, columns: list[Field]) -> list[Row]:
    """The first rows in order. The index has the latest change first and nothing before it: those never changed are
    asked for only when the others are too few."""
    if path == "updated_at" and asked.descending:
        changed = queryset.filter(updated_at__isnull=False).order_by("-updated_at", "-pk")
        rows = fetch(noun, changed[:most], columns)
        if len(rows) == most:
            return rows
    return fetch(noun, _ordered(queryset, path, null, asked)[:most], columns)


def beside(
    noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked, pk: int
) -> tuple[int, int]:
    """The ids before and after a record in the order that is asked for, 0 at the ends. Two short walks by key."""
    here = replace(asked, after=str(pk))
    rows = matching(noun, access, words, fields, here)
    before = _next_of(noun, access, fields, replace(here, descending=not asked.descending), rows)
    return before, _next_of(noun, access, fields, here, rows)


def _next_of(noun: Noun, access: Access, fields: Mapping[str, Field], asked: Asked, rows: Any) -> int:
    path, null = _order_path(fields, asked)
    rows, path = _sortable(noun, rows, path, _may_be_blank(fields, asked))
    beyond = rows.filter(_beyond(noun, access, fields, asked))
    return int(_ordered(beyond, path, null, asked).values_list("pk", flat=True).first() or 0)


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


def _order_path(fields: Mapping[str, Field], asked: Asked) -> tuple[str, bool]:
    """The ORM path to sort by, and whether it may be null."""
    if asked.order in NAMES:
        return "sort_key", False
    one = fields.get(asked.order)
    if one is None or not one.sortable:
        raise Invalid(_("This list cannot be sorted by “%(name)s”.") % {"name": asked.order})
    if isinstance(one, Picklist):
        return f"{one.column.removesuffix('_id')}__label", True
    if isinstance(one, Member):
        return f"{one.column.removesuffix('_id')}__full_name", True
    if shown := getattr(one, "shown", ""):  # another noun's name sorts as it does in that noun's own list
        return f"{shown.rpartition('__')[0]}__sort_key", True
    return one.column, one.name != "created_at"


def _may_be_blank(fields: Mapping[str, Field], asked: Asked) -> bool:
    """Whether what is sorted by is a text of its own, which is "" and not null when it is missing."""
    one = fields.get(asked.order)
    return asked.order not in NAMES and one is not None and one.kind in BLANK


def _sortable(noun: Noun, queryset: Any, path: str, blank: bool) -> tuple[Any, str]:
    """The queryset with what it is sorted by, and its path: texts that are missing count as null, so they come last."""
    queryset = noun.joined(queryset, [path])
    if not blank:
        return queryset, path
    return queryset.annotate(in_order=NullIf(F(path), Value(""))), "in_order"


def _ordered(queryset: Any, path: str, null: bool, asked: Asked) -> Any:
    if asked.descending:
        first = F(path).desc(nulls_last=True) if null else F(path).desc()
        return queryset.order_by(first, "-pk")
    return queryset.order_by(F(path).asc(nulls_last=True) if null else F(path).asc(), "pk")


def _after(fields: Mapping[str, Field], asked: Asked) -> int:
    """The id of the row before the page, 0 for the first page. An address holds no more of a person than that."""
    if not asked.after:
        return 0
    if not (asked.after.isascii() and asked.after.isdigit() and len(asked.after) < 19):
        raise Invalid(_("This page of the list is no longer there."))
    return int(asked.after)


def _beyond(noun: Noun, access: Access, fields: Mapping[str, Field], asked: Asked) -> Q:
    """The rows after the last one seen, found by key, so that page 2,000 costs what page 1 does."""
    path, null = _order_path(fields, asked)
    pk = _after(fields, asked)
    seen = noun.model.objects.visible_to(access).filter(pk=pk)
    seen, path = _sortable(noun, seen, path, _may_be_blank(fields, asked))
    last = seen.values_list(path).first()
    if last is None:
        raise Invalid(_("This page of the list is no longer there."))
    way = "lt" if asked.descending else "gt"
    if last[0] is None:
        return Q(**{f"{path}__isnull": True, f"pk__{way}": pk})
    beyond = Q(**{f"{path}__{way}": last[0]}) | Q(**{path: last[0], f"pk__{way}": pk})
    beyond = Q(**{f"{path}__{way}e": last[0]}) & beyond
    return beyond | Q(**{f"{path}__isnull": True}) if null else beyond


def prime(rows: list[Row], columns: Iterable[Field], words: Vocabulary) -> None:
    """Load the words that these columns of these rows need, at once."""
    columns = list(columns)
    items = {row.values[one.name] for one in columns if isinstance(one, Picklist) for row in rows}
    members = {row.values[one.name] for one in columns if isinstance(one, Member) for row in rows}
    words.prime(items=items - {None}, members=members - {None})
    for one in columns:
        if prime := getattr(one, "prime", None):
            prime([row.values[one.name] for row in rows], words)
