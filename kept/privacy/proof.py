"""Which promises are kept right now: measured by the running program, never declared by hand."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.db import transaction

from kept.policy.exemptions import NOT_YET
from kept.policy.keeps import Figure, evidence_of, kept_by

log = logging.getLogger("kept.proof")


class State(Enum):
    """A promise is kept, broken, or not built yet: there is nothing between."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_BUILT = "not_built"


@dataclass(frozen=True, slots=True)
class Proof:
    """The state of a promise with the figures that show it. A figure that could not be taken is bad."""

    promise: str
    state: State
    figures: tuple[Figure, ...]


def prove(promise: str) -> Proof:
    """Measure a promise now."""
    if promise in NOT_YET or not kept_by(promise):
        return Proof(promise, State.NOT_BUILT, ())
    figures = tuple(taken(measure) for measure in evidence_of(promise))
    held = bool(figures) and all(figure.good for figure in figures)
    return Proof(promise, State.KEPT if held else State.BROKEN, figures)


def taken(measure: Callable[[], Figure]) -> Figure:
    """The figure of a measure. One that fails shows nothing, and so it speaks against the promise."""
    try:
        with transaction.atomic():
            return measure()
    except Exception as trouble:  # whatever it was, the figure is missing and the page must say so
        name = getattr(measure, "__qualname__", "measure")
        log.error("a figure could not be taken: %s, %s", name, type(trouble).__name__)
        return Figure(name.replace("_", " "), "?", good=False)
