"""Data outside rows: files, search, queued mail, logs, backups. A store answers five questions, or cannot exist.

A request of a person runs over all stores. An erasure is complete only when every store has verified that nothing
is left, or has named the law that keeps it (R2, R4, R6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar, runtime_checkable


@dataclass(frozen=True, slots=True)
class Subject:
    """The person that is spoken of. `instance_id` None: service data, where the operator is the controller.

    `keys` are the primary keys of the person's rows by model label ("contacts.contact"), `emails` in lower case,
    `names` whole names as they stand in texts. What a store cannot reach by a key it looks for by these.
    """

    instance_id: int | None
    keys: dict[str, tuple[int, ...]] = field(default_factory=dict)
    emails: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a store holds of a person: where, what it is in a word, for which purpose, how many, until when."""

    store: str
    reference: str
    kind: str
    purpose: str
    count: int = 1
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an export: a file name, its media type, and the bytes in runs."""

    name: str
    media_type: str
    content: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is left after an erasure. Complete: nothing is left but what a law keeps.

    `left` is what should be gone, `kept` what a purpose's law keeps, by purpose id.
    """

    store: str
    left: tuple[Finding, ...] = ()
    kept: tuple[tuple[Finding, str], ...] = ()

    @property
    def complete(self) -> bool:
        return not self.left


@runtime_checkable
class Store(Protocol):
    """A place that may hold something of a person.

    All five are asked inside no passage or any: a store opens the doors it needs. `erase` may be asked again after a
    crash at any point; what is gone already does not trouble it. A store may have a `turn`: those that would send or
    do something go first (10), rows stand in the middle (50), what keeps the trace of them goes last (90).
    """

    name: str

    def find(self, subject: Subject) -> Iterator[Finding]: ...
    def export(self, subject: Subject) -> Iterator[Piece]: ...
    def restrict(self, subject: Subject, *, locked: bool) -> None: ...
    def erase(self, subject: Subject) -> int: ...
    def verify(self, subject: Subject) -> Verdict: ...


QUESTIONS = ("find", "export", "restrict", "erase", "verify")

_stores: dict[str, Store] = {}

Kind = TypeVar("Kind", bound=type)


class StoreError(TypeError):
    """The store cannot be registered; the message says why."""


def store(kind: Kind) -> Kind:
    """Register a class as a store: it is made once, without arguments.

    Raises StoreError for one that leaves a question open, has no name, or has another's name.
    """
    register(kind())
    return kind


def register(candidate: object) -> None:
    """Take a store in, if it answers all five questions."""
    name = getattr(candidate, "name", "")
    kind = type(candidate).__name__
    if not isinstance(name, str) or not name:
        raise StoreError(f"the store {kind} has no name")
    for question in QUESTIONS:
        # A class that inherits from Store inherits its empty answers too: those are none.
        answer = getattr(type(candidate), question, None)
        if not callable(answer) or answer is getattr(Store, question):
            raise StoreError(f"the store {name!r} does not say how to {question}")
    if name in _stores and type(_stores[name]) is not type(candidate):
        raise StoreError(f"there are two stores of the name {name!r}")
    assert isinstance(candidate, Store)  # noqa: S101  for the type checker; shown above
    _stores[name] = candidate


def stores() -> tuple[Store, ...]:
    """All stores, by turn and name."""
    return tuple(sorted(_stores.values(), key=lambda place: (getattr(place, "turn", 50), place.name)))


def all_verified(subject: Subject) -> tuple[bool, tuple[Verdict, ...]]:
    """Ask every store what is left; complete when each says nothing, or what a law keeps."""
    verdicts = tuple(place.verify(subject) for place in stores())
    return all(verdict.complete for verdict in verdicts), verdicts
