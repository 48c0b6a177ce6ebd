"""Answerers: rooms that know of reasons on record, such as the legal titles of an instance, and are asked about them.

An answerer is given the record's key and a purpose, and says since when a valid reason for it stands, or None."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

Since = datetime | None
Answerer = Callable[[int, str, datetime], Since]
Listener = Callable[[Any], None]
Finder = Callable[[str], list[tuple[str, int]]]
Guard = Callable[[Any, str], bool]

_guards: list[Guard] = []
_finders: list[Finder] = []
_answerers: dict[str, Answerer] = {}
_listeners: list[Listener] = []


def answers_for(kind: str, answerer: Answerer) -> None:
    """Ask this one about records of a kind ("contacts.contact")."""
    _answerers[kind] = answerer


def valid_since(kind: str, key: int | None, purpose: str, at: datetime) -> Since:
    """Since when a valid reason for the purpose is on record, None where there is none."""
    answerer = _answerers.get(kind)
    return answerer(key, purpose, at) if answerer and key else None


def finds(finder: Finder) -> Finder:
    """Ask this one which records of the open instance have an address: a choice by the address is theirs too."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def records_of(email: str) -> list[tuple[str, int]]:
    """The records of the open instance that have the address: (kind, key)."""
    return [found for finder in _finders for found in finder(email)] if email else []


def listens(listener: Listener) -> Listener:
    """Tell this one of every choice, in the transaction that writes it. It gets the line of the ledger."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell(line: Any) -> None:
    """A choice was made."""
    for listener in _listeners:
        listener(line)


def guards(guard: Guard) -> Guard:
    """Let this one say no: it is given someone and a purpose, and tells whether their data were left for another."""
    if guard not in _guards:
        _guards.append(guard)
    return guard


def left_for_another(someone: Any, purpose: str) -> bool:
    """Whether a room says that what it knows of this person was left for another purpose (U5)."""
    return any(guard(someone, purpose) for guard in _guards)
