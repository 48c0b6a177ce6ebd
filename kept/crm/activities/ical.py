"""A talk as calendars read it (RFC 5545)."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

from django.utils.html import strip_tags

from kept.crm.activities.models import Talk, TaskStatus
from kept.web.ical import text, utc, written

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
        f"DTSTAMP:{utc(talk.updated_at or talk.created_at)}", f"DTSTART:{utc(start)}", f"DTEND:{utc(end)}",
        f"SUMMARY:{text(talk.title)}", *([f"LOCATION:{text(talk.place)}"] if talk.place else []),
        *([f"DESCRIPTION:{text(_plain(talk.description))}"] if talk.description else []), f"STATUS:{status}", "END:VEVENT",
        "END:VCALENDAR",
    ]  # fmt: skip
    return written(lines)


def _plain(value: str) -> str:
    """Details without their markup, a line for each of their lines."""
    return unescape(strip_tags(ENDS_OF_LINES.sub("\n", value))).strip() if "<" in value or "&" in value else value
