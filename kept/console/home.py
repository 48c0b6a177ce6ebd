"""The operator's home: the rooms that this member of staff may enter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kept.grants.staff import may
from kept.policy.doors import allow
from kept.web.pages import page
from kept.web.rooms import OPERATOR, in_order


@allow("staff.enter")
def home(request: HttpRequest) -> HttpResponse:
    """Where to go from here."""
    rooms = [(room, room.address()) for room in in_order(OPERATOR) if may(request, room.needs)]
    return page(request, "console/home.html", {"rooms": [(room, url) for room, url in rooms if url]})
