"""A register written down, so that every version of it that was ever in force can be read and compared again.

`written` turns a register into plain data that says what each part is; `read_back` makes the same register of it.
A part or a field that this program no longer knows raises Unreadable: an old version is never half understood.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from kept.policy import categories, period, terms, text, transfers
from kept.policy.register.whole import Register

PARTS: dict[str, type] = {
    kind.__name__: kind
    for module in (categories, period, terms, text, transfers)
    for kind in vars(module).values()
    if isinstance(kind, type) and kind.__module__ == module.__name__ and (is_dataclass(kind) or issubclass(kind, Enum))
} | {"Register": Register}
# What an older version may lack: fields that later versions of the program added, with what they meant before.
ADDED: dict[str, dict[str, Any]] = {"Recipient": {"contact": ""}}
UNTOLD = {"version", "since", "editorial"}  # what tells a version apart, not what it promises


class Unreadable(ValueError):
    """The written register has a part that this program does not know."""


def written(thing: Any) -> Any:
    """Plain data: objects carry the name of what they are under "is"."""
    if isinstance(thing, Enum):
        return {"is": type(thing).__name__, "name": thing.name}
    if is_dataclass(thing) and not isinstance(thing, type):
        said = {field.name: written(getattr(thing, field.name)) for field in fields(thing)}
        return {"is": type(thing).__name__, **said}
    if isinstance(thing, timedelta):
        return {"is": "days", "days": thing.days}
    if isinstance(thing, date):
        return {"is": "date", "date": thing.isoformat()}
    if isinstance(thing, frozenset):
        return {"is": "set", "of": sorted((written(part) for part in thing), key=json.dumps)}
    if isinstance(thing, tuple):
        return [written(part) for part in thing]
    if thing is None or isinstance(thing, (str, int, bool)):
        return thing
    raise TypeError(f"a register cannot hold {type(thing).__name__}")


def read_back(said: Any) -> Any:
    """What was written. Raises Unreadable for what this program does not know."""
    if isinstance(said, list):
        return tuple(read_back(part) for part in said)
    if not isinstance(said, dict):
        return said
    try:
        return _part(said)
    except (KeyError, TypeError, ValueError) as trouble:
        raise Unreadable(f"{said.get('is')}: {trouble}") from trouble


def _part(said: dict[str, Any]) -> Any:
    kind = said["is"]
    if kind == "days":
        return timedelta(days=said["days"])
    if kind == "date":
        return date.fromisoformat(said["date"])
    if kind == "set":
        return frozenset(read_back(part) for part in said["of"])
    known = PARTS[kind]
    if issubclass(known, Enum):
        return known[said["name"]]
    values = {name: read_back(value) for name, value in said.items() if name != "is"}
    return known(**{**ADDED.get(kind, {}), **values})


def digest(register: Register) -> str:
    """SHA-256 of what a register promises: the same for two that differ in number and date alone."""
    said = {name: value for name, value in written(register).items() if name not in UNTOLD}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
