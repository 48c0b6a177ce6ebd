"""The operator's home: the rooms that this member of staff may enter, and what waits in each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from kept.console import today
from kept.grants.staff import may
from kept.policy.doors import allow
from kept.web.pages import page
from kept.web.rooms import OPERATOR, in_order


@allow("staff.enter")
def home(request: HttpRequest) -> HttpResponse:
    """Where to go from here, by the groups of the rail."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for room in in_order(OPERATOR):
        url = room.address()
        if url and may(request, room.needs):
            groups.setdefault(str(room.group), []).append({"room": room, "url": url, "today": today.line(room.name)})
    return page(request, "console/home.html", {"groups": groups})
