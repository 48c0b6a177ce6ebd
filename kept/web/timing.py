"""How long an answer took: measured once, by whoever stands outermost, and told to all who count it.

timing.listen(count)        # in a room's ready(); count(request, response, took)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Took:
    """When a request came (seconds since 1970), how many seconds and questions to the database its answer took, and
    the kind of the fault that broke it, if one did."""

    at: float
    seconds: float
    queries: int
    failure: str = ""


Listener = Callable[[Any, Any, Took], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have somebody told of each answer. It is in the way of the answer, so it is quick and does not raise."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(request: Any, response: Any, took: Took) -> None:
    """Tell all of them."""
    for listener in _listeners:
        listener(request, response, took)
