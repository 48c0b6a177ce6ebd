"""The part that a person provided, in open formats, to take elsewhere (R5): JSON under a seal, vCard, iCalendar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kept.privacy.erasure import handover
from kept.web.ical import plain, text, utc, written

CARD = {"first_name", "last_name"}
TASK = {"title", "deadline"}
EVENT = {"title", "scheduled_from", "place"}


def files(copy: Any) -> Iterator[tuple[str, bytes]]:
    """The hand-over, the cards, the tasks, the meetings and calls."""
    yield "portable/handover.json", json.dumps(handover.signed(copy.data), ensure_ascii=False, indent=1).encode()
    cards = [card(row) for kind in _with(copy, CARD) for row in kind["rows"]]
    if cards:
        yield "portable/people.vcf", "".join(cards).encode()
    tasks = [task(row, copy.data["made_at"]) for kind in _with(copy, TASK) for row in kind["rows"]]
    if tasks:
        yield "portable/tasks.ics", calendar(tasks).encode()
    events = [event(row, copy.data["made_at"]) for kind in _with(copy, EVENT) for row in kind["rows"]]
    if any(events):
        yield "portable/calendar.ics", calendar([one for one in events if one]).encode()


def _with(copy: Any, names: set[str]) -> list[dict[str, Any]]:
    return [kind for kind in copy.data["kinds"] if names <= {column["name"] for column in kind["columns"]}]


def card(row: dict[str, Any]) -> str:
    """A vCard 4.0 (RFC 6350)."""
    name = ";".join(_text(row.get(part)) for part in ("last_name", "first_name")) + ";;"
    full = " ".join(str(row.get(part) or "") for part in ("first_name", "last_name")).strip()
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"N:{name}{_text(row.get('title_before'))};{_text(row.get('title_after'))}"]
    lines.append(f"FN:{_text(full or row.get('name') or row.get('email') or '-')}")
    lines += [f"EMAIL:{_text(row[part])}" for part in ("email", "email2") if row.get(part)]
    lines += [f"TEL;VALUE=text:{_text(row[part])}" for part in ("phone", "phone2", "telephone") if row.get(part)]
    lines += [f"URL:{_text(row['website'])}"] if row.get("website") else []
    lines += [f"BDAY:{str(row['birthday']).replace('-', '')}"] if row.get("birthday") else []
    if any(row.get(part) for part in ("street", "city", "zip_code", "country")):
        place = ";".join(_text(row.get(part)) for part in ("street", "city", "province", "zip_code", "country"))
        lines.append(f"ADR:;;{place}")
    return written([*lines, "END:VCARD"])


def task(row: dict[str, Any], stamp: str) -> list[str]:
    """A VTODO of RFC 5545."""
    lines = [
        "BEGIN:VTODO",
        f"UID:task-{row.get('id')}@kept",
        f"DTSTAMP:{_moment(stamp)}",
        f"SUMMARY:{_text(row['title'])}",
    ]
    lines += [f"DUE:{_moment(row['deadline'])}"] if row.get("deadline") else []
    lines += [f"DESCRIPTION:{_text(plain(str(row['description'])))}"] if row.get("description") else []
    lines += [f"COMPLETED:{_moment(row['completed_at'])}", "STATUS:COMPLETED"] if row.get("completed_at") else []
    return [*lines, "END:VTODO"]


def event(row: dict[str, Any], stamp: str) -> list[str]:
    """A VEVENT of RFC 5545; nothing for what has no time."""
    if not row.get("scheduled_from"):
        return []
    lines = [
        "BEGIN:VEVENT",
        f"UID:talk-{row.get('id')}@kept",
        f"DTSTAMP:{_moment(stamp)}",
        f"DTSTART:{_moment(row['scheduled_from'])}",
        f"SUMMARY:{_text(row['title'])}",
    ]
    lines += [f"DTEND:{_moment(row['scheduled_till'])}"] if row.get("scheduled_till") else []
    lines += [f"LOCATION:{_text(row['place'])}"] if row.get("place") else []
    lines += [f"DESCRIPTION:{_text(plain(str(row['description'])))}"] if row.get("description") else []
    return [*lines, "END:VEVENT"]


def calendar(entries: list[list[str]]) -> str:
    """Tasks, or meetings and calls, in one calendar."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kept//copy//EN"]
    return written([*lines, *(line for entry in entries for line in entry), "END:VCALENDAR"])


def _text(value: Any) -> str:
    return text(str(value or ""))


def _moment(value: str) -> str:
    return utc(datetime.fromisoformat(value))
