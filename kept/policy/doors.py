"""The mark of a door: whom it admits. A door without a mark does not open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Door = TypeVar("Door", bound=Callable[..., Any])

PUBLIC = "public"  # anybody, signed in or not
SIGNED_IN = "signed-in"  # any user, outside an instance
MEMBER = "member"  # any member of the open instance


def allow(*permissions: str) -> Callable[[Door], Door]:
    """Mark a page, an API operation, a job or a command with the permissions it asks for (all of them).

    >>> @allow("contacts.edit")
    ... def edit(request, id): ...
    """
    if not permissions:
        raise ValueError("a door must say whom it admits")

    def mark(door: Door) -> Door:
        door.admits = permissions  # type: ignore[attr-defined]
        return door

    return mark


def admitted_by(door: Any) -> tuple[str, ...] | None:
    """The permissions a door asks for, or None when it is unmarked and so stays shut."""
    return getattr(door, "admits", None)
