"""Table: the rows of a list as texts, in its order, a chunk at a time. What comes out goes back in without a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from kept.audit import raw
from kept.audit.access import Access
from kept.crm.imports.matching import batches
from kept.crm.imports.targets import EXTERNAL_ID, IDS, KEPT_ID
from kept.crm.nouns import conditions, listing
from kept.crm.nouns.asking import Asked
from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.own_values import Picklist
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.models import ExternalId

CHUNK = 5000
Show = Callable[[Sequence[Any]], list[str]]  # a column of values as texts


def fields_to_export(noun: Noun, fields: dict[str, Field]) -> list[Field]:
    """All facts that this person may see, in the order of the record."""
    return [one for one in fields.values() if one.column != "id"]


@dataclass(slots=True)
class Table:
    """A list on its way out. `whole` adds the ids by which the rows are known again."""

    noun: Noun
    fields: dict[str, Field]
    columns: Sequence[Field]
    asked: Asked
    words: Vocabulary
    slug: str = ""

    @property
    def whole(self) -> bool:
        """Whether rows can be told again: every fact is there, and its ids."""
        return bool(self.slug)

    def heads(self) -> list[str]:
        """The names of the columns."""
        ids = [str(IDS[KEPT_ID]), str(IDS[EXTERNAL_ID])] if self.whole else []
        return ids + [str(one.label) for one in self.columns]

    def ids(self, access: Access) -> list[int]:
        """Whose rows these are."""
        found = conditions.matching(self.noun, access, self.words, self.fields, self.asked)
        return list(found.usable().order_by().values_list("pk", flat=True))

    def rows(self, access: Access, allowed: set[int]) -> Iterator[list[tuple[str, ...]]]:
        """Chunks of rows of texts. Only those that were noted before, so that nothing leaves unseen."""
        queryset = listing.in_order(self.noun, access, self.words, self.fields, self.asked)
        paths = list(dict.fromkeys(["pk", *(_path(one) for one in self.columns)]))
        queryset = self.noun.joined(queryset, paths).values_list(*paths)
        sql, params = queryset.query.sql_with_params()
        places = {path: place for place, path in enumerate(paths)}
        plan = [(places[_path(one)], shower(one, self.words)) for one in self.columns]
        for chunk in raw.stream(sql, params, model=self.noun.model, size=CHUNK):
            access.reads.clear()  # they stand in the log already, as exported
            rows = chunk if allowed.issuperset([row[0] for row in chunk]) else [r for r in chunk if r[0] in allowed]
            if not rows:
                continue
            columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
            if free := places.get("custom"):  # comes as text from a bare cursor
                columns[free] = [orjson.loads(held) if held != "{}" else None for held in columns[free]]
            texts = [show(columns[place]) for place, show in plan]
            ids = self._ids(columns[0]) if self.whole else []
            yield list(zip(*ids, *texts, strict=True))

    def _ids(self, records: Sequence[int]) -> list[list[str]]:
        """Two columns: our own ids, and those of other systems."""
        named: dict[int, list[str]] = {}
        for some in batches(records):
            known = ExternalId.objects.filter(kind=self.noun.key, record_id__any=some).order_by("pk")
            for record, value in known.values_list("record_id", "value"):
                named.setdefault(record, []).append(value)
        return [
            [f"{self.slug}/{record}" for record in records],
            ["; ".join(named[record]) if record in named else "" for record in records],
        ]


def _path(one: Field) -> str:
    return getattr(one, "shown", "") or one.column


def shower(one: Field, words: Vocabulary) -> Show:
    """How a column of the field is written, by the shortest way that gives what the field itself gives."""
    if getattr(one, "shown", ""):
        return _as_it_is
    if isinstance(one, Custom):
        inner, key = shower(one.like, words), one.key
        if one.kind == "file":
            return lambda column: inner(
                _primed(one, [None if held is None else held.get(key) for held in column], words)
            )
        return lambda column: inner([None if held is None else held.get(key) for held in column])
    if type(one).text is Field.text and type(one).show is Field.show:
        return _as_it_is
    if isinstance(one, Picklist):
        words.picklist(one.of_list)
    if one.kind == "tags":
        return lambda column: [one.text(value, words) if value else "" for value in column]
    return _each_value_once(one, words)


def _primed(one: Custom, column: Sequence[Any], words: Vocabulary) -> Sequence[Any]:
    one.prime(column, words)
    return column


def _as_it_is(column: Sequence[Any]) -> list[str]:
    return [value if type(value) is str else "" if value is None else str(value) for value in column]


def _each_value_once(one: Field, words: Vocabulary) -> Show:
    """Value lists, days, yes and no: what comes again in a chunk is written once."""

    def show(column: Sequence[Any]) -> list[str]:
        known = {value: "" if value is None else one.text(value, words) for value in set(column)}
        return [known[value] for value in column]

    return show
