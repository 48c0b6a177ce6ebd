"""What is asked of a list, as it stands in its address and in a saved view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from kept.crm.nouns.noun import Noun

MOST_CONDITIONS = 30
BY_NAME = "name_order"
NAMES = (BY_NAME, "name", "last_name")


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
