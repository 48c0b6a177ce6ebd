"""Access: who, in which instance, through which door, for what purpose. No Access, no personal data."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from kept.policy.keeps import keeps


class NoAccess(RuntimeError):
    """Personal data was asked for while no door was open, or the door had no Access."""


class Unrecordable(RuntimeError):
    """A query selects personal data in a shape that does not tell whose it is."""


@dataclass(slots=True)
class Access:
    """One passage through a door. It collects what was read and written, and is written down once at its end."""

    door: str
    by: str = "user"  # user, api, job, command, system, public
    instance_id: int = 0  # 0: outside any instance
    user_id: int | None = None
    member_id: int | None = None
    purpose: str = ""
    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    rights: Any = None  # what this person may do here, filled by `kept.grants`
    via: str = ""  # name of the API key, or browser, when it matters
    reads: dict[str, set[Any]] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    writes: dict[tuple[str, str], set[Any]] = field(default_factory=dict)

    def read(self, kind: str, ids: Iterable[Any], groups: Iterable[str] = ()) -> None:
        """Note that the rows `ids` of `kind` (a model label) were read, with the named groups of fields."""
        self.reads.setdefault(kind, set()).update(ids)
        if groups:
            self.groups.setdefault(kind, set()).update(groups)

    def wrote(self, act: str, kind: str, ids: Iterable[Any]) -> None:
        """Note a write: `act` is created, changed or deleted."""
        self.writes.setdefault((act, kind), set()).update(ids)

    def forget(self) -> None:
        """Nothing of what was read is shown and nothing of what was written stays: there is nothing to write down."""
        self.reads.clear()
        self.groups.clear()
        self.writes.clear()


_current: ContextVar[Access | None] = ContextVar("kept_access", default=None)


def current() -> Access | None:
    """The open Access, if any."""
    return _current.get()


def required() -> Access:
    """The open Access, or NoAccess."""
    access = _current.get()
    if access is None:
        raise NoAccess("personal data can be reached only through an open door")
    return access


@contextmanager
def pretending(access: Access) -> Iterator[None]:
    """Let a query be written, not asked, as if this Access were open. Nothing is read and nothing is noted."""
    token = _current.set(access)
    try:
        yield
    finally:
        _current.reset(token)


@keeps("D5")
@contextmanager
def recording(access: Access) -> Iterator[Access]:
    """Open an Access; at its end write the log in the same transaction. A failing log undoes the whole passage."""
    from kept.audit.entries import write

    token = _current.set(access)
    try:
        yield access
        write(access)
    finally:
        _current.reset(token)
