"""Rooms: pages that other parts of the house bring to the operator's rail and to the privacy pages of an instance.

Each part says so once, when it starts:  rooms.operator("desk_operator:inbox", _("Support desk"), "chat", "staff.desk", ...)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Room:
    """A page in a rail or a row of tabs: its URL name, its label, its icon, what it takes to see it, its place."""

    name: str
    label: Any
    icon: str
    needs: str
    group: Any = ""
    place: int = 50

    def address(self, **kwargs: Any) -> str:
        """Where it is, or nothing while it is not there."""
        try:
            return reverse(self.name, kwargs=kwargs or None)
        except NoReverseMatch:
            return ""


OPERATOR: dict[str, Room] = {}
PRIVACY: dict[str, Room] = {}


def operator(name: str, label: Any, icon: str, needs: str, *, group: Any = "", place: int = 50) -> None:
    """A page of the operator's staff."""
    OPERATOR[name] = Room(name, label, icon, needs, group, place)


def privacy(name: str, label: Any, icon: str, needs: str, *, place: int = 50) -> None:
    """A tab of an instance's privacy pages."""
    PRIVACY[name] = Room(name, label, icon, needs, "", place)


def in_order(rooms: dict[str, Room]) -> list[Room]:
    """By place, then as they came."""
    return sorted(rooms.values(), key=lambda room: room.place)


def privacy_tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The tabs of the privacy pages that the reader may open; the current one is the longest that fits the path."""
    slug = request.instance.slug  # type: ignore[attr-defined]
    rights = request.access.rights  # type: ignore[attr-defined]
    seen = [(room.label, room.address(instance=slug)) for room in in_order(PRIVACY) if rights.may(room.needs)]
    fits = [url for _label, url in seen if url and request.path.startswith(url)]
    current = max(fits, key=len, default="")
    return [{"label": label, "url": url, "current": url == current} for label, url in seen if url]
