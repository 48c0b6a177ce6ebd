"""Resource: what the API adds to the declaration of a noun. Everything else follows from the noun itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kept.crm.nouns.noun import Noun

if TYPE_CHECKING:
    from django.db.models import Q

    from kept.api.operations import Call

Rows = dict[int, dict[str, Any]]  # record id to keys of the answer


@dataclass(frozen=True)
class Attached:
    """Facts that stand in other rows: fetched for a whole page at once, laid into each record.

    `load(call, ids, detail)` returns, by record id, the keys to add; `empty` is what a record without them has."""

    load: Callable[[Call, Sequence[int], bool], Rows]
    empty: Callable[[bool], dict[str, Any]]
    detail_only: bool = False


@dataclass(frozen=True)
class Filter:
    """A filter that is no field: `test(call, operator, value)` returns the condition."""

    test: Callable[[Call, str, str], Q]
    operators: tuple[str, ...] = ("EQ",)
    type: str = "integer"
    says: str = ""


@dataclass(frozen=True)
class Resource:
    """A noun on the wire."""

    noun: Noun
    only: Mapping[str, Any] = field(
        default_factory=dict
    )  # of several kinds in one table: which, and what a new one gets
    omit: tuple[str, ...] = ()  # keys that something attached brings
    omit_in_lists: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)  # more keys, by the column they come from
    convert: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    attached: tuple[Attached, ...] = ()
    filters: Mapping[str, Filter] = field(default_factory=dict)
    refused_filters: tuple[str, ...] = ()
    sorts: Mapping[str, str] = field(default_factory=dict)  # more orders, by the column of each
    aliases: Mapping[str, str] = field(default_factory=dict)  # other names of fields in bodies
    tolerated: tuple[str, ...] = ()  # keys of bodies that are read and say nothing here
    before: Callable[[Call, dict[str, Any], bool], None] | None = None  # looks at a body, may change it
    after: Callable[[Call, Any, dict[str, Any], bool], None] | None = None  # writes what the fields did not
    level: Callable[[Call, Mapping[str, Any]], int | None] | None = None  # where it stands unless the body says
    acts: tuple[str, ...] | None = None  # which of the acts on records it has; None: all
    picture: str = ""  # the key under which details show the file that stands beside the name
    with_titles: bool = True  # legal titles belong to it
    below: tuple[tuple[str, str, str, Any, int, str, str | None], ...] = ()  # operations on rows that belong to it
    required: tuple[str, ...] = ()  # wire names asked for at creation beyond the fields' own

    @property
    def path(self) -> str:
        """The first segment of its paths."""
        return self.noun.wire

    @property
    def entity(self) -> str:
        """Its name in messages, configuration and webhooks."""
        return self.noun.entity
