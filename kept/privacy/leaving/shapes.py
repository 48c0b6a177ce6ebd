"""Shapes of JSON that a row may hold: what comes from elsewhere is looked at before any page relies on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

DEEPEST = 6
Shape = Callable[[Any], str | None]


def anything(value: Any, depth: int = 0) -> str | None:
    """Any JSON that is not too deep, and holds no text that the database refuses."""
    if depth > DEEPEST:
        return "is nested too deeply"
    if isinstance(value, str):
        return "holds a character that cannot be kept" if "\x00" in value else None
    if isinstance(value, list):
        return next((wrong for one in value if (wrong := anything(one, depth + 1))), None)
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
        return next((wrong for one in parts if (wrong := anything(one, depth + 1))), None)
    return None


NO_CHANGE = "does not say of each field what was and what is"


def a_dict(value: Any) -> str | None:
    """Names with any values."""
    return anything(value) if isinstance(value, dict) else "is not a set of names and values"


def a_list(value: Any) -> str | None:
    """A list of any values."""
    return anything(value) if isinstance(value, list) else "is not a list"


def scalars(value: Any) -> str | None:
    """Names with single values, or lists of texts."""
    if not isinstance(value, dict):
        return "is not a set of names and values"
    for one in value.values():
        many = isinstance(one, list) and all(isinstance(each, str) for each in one)
        if not many and not isinstance(one, str | int | float | bool | None):
            return "holds something that is no single value"
    return anything(value)


def texts(value: Any) -> str | None:
    """Names with texts."""
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        return anything(value)
    return "is not a set of names and texts"


def before_and_after(value: Any) -> str | None:
    """Names, each with what was and what is; of a merge the number of the record that came in."""
    if isinstance(value, dict) and all(isinstance(one, list) and len(one) == 2 for one in value.values()):
        return anything(value)
    return None if from_another(value) else NO_CHANGE


def from_another(value: Any) -> bool:
    """Whether this is what a merge says of itself."""
    return isinstance(value, dict) and value.keys() == {"from"} and type(value["from"]) is int
