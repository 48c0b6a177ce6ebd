"""Kinds of records for which an instance may set a period. The rooms that have them say so; nothing here knows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.functional import Promise as LazyText

from kept.audit.access import Access
from kept.privacy.retention.rules import Batch, Rule


@dataclass(frozen=True, slots=True)
class Due:
    """A record that would go: its name, its page, and since when nothing happened with it."""

    name: str
    url: str
    since: datetime | None


@dataclass(slots=True)
class Outcome:
    """What became of the records of a batch, and the operation that can be undone."""

    gone: int = 0
    spared: int = 0
    operation: int | None = None


class Finds(Protocol):
    """The ids of the open instance's records that are due by a rule on a day, the oldest ids first."""

    def __call__(self, rule: Rule, day: date) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of records and all that a rule can do with them."""

    key: str
    label: LazyText | str
    narrowed_by: LazyText | str  # what the word of a rule means: a tag, a part of a name
    ends: tuple[str, ...]
    due: Finds
    show: Callable[[list[int], str, Access], list[Due]]  # ids, slug of the instance
    act: Callable[[Rule, list[int], Access], Outcome]
    undo: Callable[[Batch, Access], int]


KINDS: dict[str, Kind] = {}


def tell(kind: Kind) -> None:
    """Put a kind on the list."""
    KINDS[kind.key] = kind
