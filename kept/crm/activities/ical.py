"""A talk as calendars read it (RFC 5545)."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

from django.utils.html import strip_tags

from kept.crm.activities.models import Talk, TaskStatus

WIDE = 75  # bytes in a line
ENDS_OF_LINES = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr)>", re.IGNORECASE)
USUAL = dt.timedelta(hours=1)


def calendar_of(talk: Talk, host: str) -> str:
    """One event, in universal time: every calendar shows it by its own clock."""
    start = talk.scheduled_from or talk.created_at
    end = talk.scheduled_till if talk.scheduled_till and talk.scheduled_till >= start else start + USUAL
    status = "CANCELLED" if talk.status == TaskStatus.CANCELLED else "CONFIRMED"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kept//crm//EN", "BEGIN:VEVENT",
        f"UID:talk-{talk.instance_id}-{talk.pk}@{host}", f"SEQUENCE:{talk.version}",
        f"DTSTAMP:{_utc(talk.updated_at or talk.created_at)}", f"DTSTART:{_utc(start)}", f"DTEND:{_utc(end)}",
        f"SUMMARY:{_text(talk.title)}", *([f"LOCATION:{_text(talk.place)}"] if talk.place else []),
        *([f"DESCRIPTION:{_text(_plain(talk.description))}"] if talk.description else []), f"STATUS:{status}", "END:VEVENT",
        "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(folded(line) for line in lines)


def folded(line: str) -> str:
    """A line of at most 75 bytes, the rest of it below, indented; no character is cut in two."""
    parts, part, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > WIDE:
            parts.append(part)
            part, size = " ", 1
        part, size = part + letter, size + width
    return "\r\n".join([*parts, part]) + "\r\n"


def _utc(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _plain(value: str) -> str:
    """Details without their markup, a line for each of their lines."""
    return unescape(strip_tags(ENDS_OF_LINES.sub("\n", value))).strip() if "<" in value or "&" in value else value


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    plain = escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(letter for letter in plain if letter.isprintable() or letter == "\t")
