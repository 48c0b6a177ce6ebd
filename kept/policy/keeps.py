"""Which lines keep which promise, and the live figure that shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Kept = TypeVar("Kept", bound=Callable[..., Any] | type)

_keepers: dict[str, list[Any]] = defaultdict(list)
_evidence: dict[str, list[Callable[[], Figure]]] = defaultdict(list)


@dataclass(frozen=True, slots=True)
class Figure:
    """A live figure: what was measured, its value in words, and whether the promise holds by it."""

    title: str
    value: str
    good: bool


def keeps(*promises: str) -> Callable[[Kept], Kept]:
    """Mark a function or class as the code that keeps the promises with these ids."""

    def mark(thing: Kept) -> Kept:
        for promise in promises:
            _keepers[promise].append(thing)
        return thing

    return mark


def evidence(promise: str) -> Callable[[Callable[[], Figure]], Callable[[], Figure]]:
    """Mark a function that measures, now, whether a promise is kept."""

    def mark(measure: Callable[[], Figure]) -> Callable[[], Figure]:
        _evidence[promise].append(measure)
        return measure

    return mark


def kept_by(promise: str) -> list[str]:
    """The dotted names of the code that keeps a promise."""
    return [f"{thing.__module__}.{thing.__qualname__}" for thing in _keepers.get(promise, ())]


def evidence_of(promise: str) -> list[Callable[[], Figure]]:
    """The measures of a promise."""
    return list(_evidence.get(promise, ()))
