"""The log of the operator's doors: which member of staff opened what, when, and whose data they saw (D5, D6).

One line is one passage through a door. Whoever reads this log leaves a line in it like everybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict

from kept.audit.models import Entry
from kept.console.persons import keys_of
from kept.console.reviewing.opened import label_of
from kept.grants.staff import Staff
from kept.policy import clock
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.privacy.kinds import kind as kind_in_words
from kept.tenancy.ids import id_of
from kept.web.pages import page
from kept.web.paging import a_day, following
from kept.web.rooms import OPERATOR

PAGE = 60  # passages
LINES = 400  # lines read for them: a passage leaves one for each kind of record
OWN = "grants.staff"  # who comes in is looked up: that is not a look at anybody


@dataclass(slots=True)
class Passage:
    """Somebody came through a door: what they did with how many records of which kind."""

    request_id: Any
    first: int  # the number of its last line
    at: datetime
    user_id: int
    who: str
    room: str
    door: str
    saw: list[tuple[str, str, int]] = field(default_factory=list)  # act, kind, how many


@allow("staff.log")
@keeps("D6", "D5")
def log(request: HttpRequest) -> HttpResponse:
    """The newest first: by colleague, room and day, or all about one person outside."""
    asked, names = request.GET, staff_names()
    passages, older = passages_of(filtered(asked, names), names)
    context = {
        "passages": passages,
        "older": following(asked, older) if older else "",
        "asked": asked,
        "people": sorted(names.items(), key=lambda pair: pair[1]),
        "rooms": rooms(),
    }
    return page(request, "console/log.html", context)


def staff_names() -> dict[int, str]:
    """All who ever worked here, by the number of their user."""
    return {one.user_id: one.user.full_name for one in Staff.objects.select_related("user")}


def rooms() -> list[tuple[str, str]]:
    """The rooms by the namespace of their addresses."""
    found = {name.rpartition(":")[0]: str(room.label) for name, room in OPERATOR.items()}
    return sorted(found.items(), key=lambda pair: pair[1])


def filtered(asked: QueryDict, names: dict[int, str]) -> QuerySet[Entry]:
    """The lines that are asked for. What cannot be read as a number or a day asks for nothing."""
    wanted = id_of(asked.get("staff", ""))
    lines: QuerySet[Entry] = Entry.objects.filter(instance_id=0, by="staff", user_id__in=[wanted] if wanted else names)
    room = asked.get("room", "")
    if room in dict(rooms()):
        lines = lines.filter(Q(door__startswith=f"GET {room}:") | Q(door__startswith=f"POST {room}:"))
    if day := a_day(asked.get("day", "")):
        lines = lines.filter(at__gte=clock.beginning(day), at__lt=clock.beginning(day + timedelta(days=1)))
    if before := id_of(asked.get("before", "")):
        lines = lines.filter(pk__lt=before)
    if person := asked.get("person", "").replace("\x00", "").strip()[:254]:
        lines = lines.filter(about(person))
    return lines.order_by("-pk")


def about(email: str) -> Q:
    """Lines that speak of a person, by any row of service data with their address."""
    found = Q(pk__in=[])
    for label, keys in keys_of(email).items():
        numbers = [key for key in keys if isinstance(key, int)]
        found |= Q(kind=label, ids__overlap=numbers) if numbers else Q(pk__in=[])
    return found


def passages_of(lines: QuerySet[Entry], names: dict[int, str]) -> tuple[list[Passage], int]:
    """Lines as passages, and the number before which the next page begins; 0 at the end."""
    read = list(lines[: LINES + 1])
    found: dict[Any, Passage] = {}
    for line in read:
        passage = found.setdefault(line.request_id, _passage(line, names))
        if line.kind != OWN or line.act != Entry.READ:
            passage.saw.append((line.act, kind_in_words(line.kind), len(line.ids) + len(line.keys)))
    whole = list(found.values())
    cut = whole[PAGE:] or (whole[-1:] if len(read) > LINES and len(whole) > 1 else [])
    return whole[: len(whole) - len(cut)], (cut[0].first + 1 if cut else 0)


def _passage(line: Entry, names: dict[int, str]) -> Passage:
    name = line.door.partition(" ")[2]
    room = name.rpartition(":")[0]
    who = names.get(line.user_id or 0, "")
    return Passage(line.request_id, line.pk, line.at, line.user_id or 0, who, label_of(room), line.door)
