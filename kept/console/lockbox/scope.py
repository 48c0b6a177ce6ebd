"""The scope of an operation as data: which fields of which records, what may be done with them, how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from kept.console.lockbox.objects import Fact, Thing, things
from kept.console.lockbox.own_fields import facts_of
from kept.policy.controller import controller

READ, CORRECT, COPY = "read", "correct", "copy"
ACTS = {READ: _("look at them"), CORRECT: _("correct them in place"), COPY: _("work on an encrypted copy")}
ALL, TAG, OWNER, IDS = "all", "tag", "owner", "ids"
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Scope:
    """`fields` are names of fields by kind; `by` and `value` say which records; `hours` how long once it is open."""

    fields: dict[str, list[str]]
    by: str
    value: Any
    acts: list[str]
    rows: int
    hours: int
    labels: dict[str, dict[str, str]] = field(default_factory=dict)  # of fields that the customer added, by kind

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Scope:
        """A scope as it was stored."""
        return cls(**stored)

    def stored(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)

    def chosen(self) -> list[tuple[Thing, list[Fact]]]:
        """The kinds with their agreed fields. One that is no more, after an upgrade, is left out."""
        known = things()
        return [
            (known[kind], facts_of(known[kind], names, self.labels.get(kind, {})))
            for kind, names in self.fields.items()
            if kind in known
        ]

    def allows(self, act: str) -> bool:
        """Whether an act was agreed on. Whoever may correct or copy may look as well."""
        return act in self.acts or act == READ

    def records(self, thing: Thing, access: Any) -> Any:
        """The records of a kind that the scope means, as far as the person at the door sees them."""
        rows = thing.model.objects.kept().visible_to(access).usable()
        if self.by == TAG:
            return rows.filter(tags__contains=[self.value])
        if self.by == OWNER:
            return rows.filter(owner_id=self.value)
        return rows.filter(pk__in=self.value) if self.by == IDS else rows


def most_hours() -> int:
    """The longest time that an agreement may give."""
    return controller().limit("lockbox_hours")


def numbers(text: str) -> Sequence[int]:
    """Numbers of records as somebody types them. Raises ValueError."""
    found = sorted({int(word) for word in text.replace(",", " ").split()})
    if not found or found[0] < 1 or found[-1] > 2**62:
        raise ValueError(text)
    return found
