"""Cleaning lines: each cell becomes a value of its field, and what is wrong with a line is noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from kept.crm.imports.plan import Plan
from kept.crm.imports.quick import Clean, quick
from kept.crm.imports.targets import EXTERNAL_ID, KEPT_ID, REPEATABLE, SPLITS
from kept.crm.nouns.fields import EMPTY, Field, Invalid
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.references import Reference
from kept.crm.nouns.vocabulary import Vocabulary


class Wrong(NamedTuple):
    """One thing to mend: where it stands, what stands there, what is wrong with it."""

    line: int
    head: str
    value: str
    problem: str


@dataclass(slots=True)
class Cleaned:
    """A line, cleaned: values by field, and what identifies the record elsewhere."""

    line: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    kept_id: str = ""
    external: list[str] = field(default_factory=list)
    company: str = ""  # by name, before it is looked up
    search: str = ""
    key: str = ""  # its place in the alphabet
    email: str = ""  # as it is compared
    tail: str = ""  # the last digits of the phone
    twins: list[int] = field(default_factory=list)  # what another line of the same record would have too


class Trial(Vocabulary):
    """Words for a look ahead: values that would be added to lists are counted, not added."""

    def new_item(self, name: str, label: str) -> int | None:
        if not self.makes_items:
            return None
        made = -1 - len(self._items)
        self._items[made] = label[:200]
        self._lists[name].append((made, label[:200]))
        return made


class Cleaner:
    """Cleans the lines of one file. The way through the columns is laid out once."""

    def __init__(self, noun: Noun, plan: Plan, fields: Mapping[str, Field], words: Vocabulary) -> None:
        self.words = words
        self.width = len(plan.heads)
        self.heads = plan.heads
        self.required = {name: one for name, one in fields.items() if one.required}
        self.steps: list[tuple[int, str, str, Clean]] = []
        self.apart: list[tuple[int, str, Any, dict[str, Clean]]] = []
        self.ids: list[tuple[int, str]] = []
        self.reference = ""
        for place, head, target in plan.mapped:
            self._lay(noun, place, head, target, fields)

    def _lay(self, noun: Noun, place: int, head: str, target: str, fields: Mapping[str, Field]) -> None:
        if target in (KEPT_ID, EXTERNAL_ID):
            self.ids.append((place, target))
        elif split := SPLITS.get(noun.key, {}).get(target):
            cleans = {name: quick(fields[name], self.words) for name in split.fields}
            self.apart.append((place, head, split.parts, cleans))
        else:
            if isinstance(fields[target], Reference):
                self.reference = target
            self.steps.append((place, head, target, quick(fields[target], self.words)))

    def line(self, number: int, cells: list[str]) -> Cleaned:
        """Clean one line. What is wrong is noted, not raised."""
        done = Cleaned(number, cells)
        if len(cells) != self.width:
            cells = self._as_wide_as_the_heads(done)
        self._facts(done, cells)
        if self.apart:
            self._apart(done, cells)
        if self.ids:
            self._identify(done, cells)
        if self.reference:
            done.company = done.values.pop(self.reference, "")
        for name in self.required:
            if name not in done.values:
                self._miss(done, name)
        return done

    def _facts(self, done: Cleaned, cells: list[str]) -> None:
        values = done.values
        for place, head, name, clean in self.steps:
            raw = cells[place]
            if raw:
                try:
                    value = clean(raw)
                except Invalid as error:
                    done.wrong.append(Wrong(done.line, head, raw[:200], str(error)))
                    continue
                if name in values and name in REPEATABLE:
                    value = joined(values[name], value)
                if value not in EMPTY:
                    values[name] = value

    def _as_wide_as_the_heads(self, done: Cleaned) -> list[str]:
        cells = done.cells
        if any(cells[self.width :]):
            problem = _("This line has more cells than the table has columns.")
            done.wrong.append(Wrong(done.line, self.heads[-1], "", problem))
        return cells + [""] * (self.width - len(cells))

    def _identify(self, done: Cleaned, cells: list[str]) -> None:
        for place, target in self.ids:
            raw = cells[place].strip()
            if raw and target == KEPT_ID:
                done.kept_id = raw[:250]
            elif raw:
                done.external += [one.strip()[:250] for one in raw.split(";") if one.strip()]

    def _miss(self, done: Cleaned, name: str) -> None:
        """Say what is needed, unless something is wrong with it already."""
        head, label = self._head_of(name), self.required[name].label
        if not any(wrong.head == head for wrong in done.wrong):
            done.wrong.append(Wrong(done.line, head or str(label), "", _("%(field)s is needed.") % {"field": label}))

    def _apart(self, done: Cleaned, cells: list[str]) -> None:
        for place, head, parts, cleans in self.apart:
            if raw := cells[place].strip():
                for name, text in parts(raw).items():
                    try:
                        if text:
                            done.values.setdefault(name, cleans[name](text))
                    except Invalid as error:
                        done.wrong.append(Wrong(done.line, head, raw[:200], str(error)))

    def _head_of(self, name: str) -> str:
        return next((head for _place, head, target, _clean in self.steps if target == name), "")


def joined(one: Any, other: Any) -> Any:
    """Two columns that become one field: tags together, notes below each other."""
    if isinstance(one, list):
        return [*one, *(tag for tag in other if tag not in one)]
    return f"{one}\n{other}"
