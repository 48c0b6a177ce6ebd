"""An appointment as calendars read it: an invitation, a change, a cancellation (RFC 5545, RFC 5546)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kept.desk.models import Appointment
from kept.policy.keeps import keeps
from kept.web.ical import text, utc, written

REQUEST, CANCEL, REPLY = "REQUEST", "CANCEL", "REPLY"
AROUND = timedelta(days=200)  # how far from the meeting a change of the clock is looked for


@keeps("C8")
def invitation(one: Appointment, *, organizer: str, attendee: str, name: str) -> str:
    """The whole calendar object; cancelled when the appointment is."""
    method = CANCEL if one.cancelled_at else REQUEST
    zone = ZoneInfo(one.time_zone)
    end = one.starts_at + timedelta(minutes=one.minutes)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kept//desk//EN", f"METHOD:{method}", *timezone_lines(one.starts_at, zone),
        "BEGIN:VEVENT", f"UID:{uid_of(one)}", f"SEQUENCE:{one.sequence}", f"DTSTAMP:{utc(datetime.now(UTC))}",
        f"DTSTART;TZID={zone.key}:{_local(one.starts_at, zone)}", f"DTEND;TZID={zone.key}:{_local(end, zone)}",
        f"SUMMARY:{text(one.about)}", f"LOCATION:{text(one.link)}", f"URL:{one.link}",
        f"ORGANIZER;CN={_quoted(name)}:mailto:{organizer}",
        f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP={'FALSE' if one.cancelled_at else 'TRUE'}:mailto:{attendee}",
        f"STATUS:{'CANCELLED' if one.cancelled_at else 'CONFIRMED'}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return written(lines)


def uid_of(one: Appointment) -> str:
    """The name by which calendars know the appointment."""
    return f"{one.uid}@kept"


def timezone_lines(at: datetime, zone: ZoneInfo) -> Iterable[str]:
    """The zone around a meeting, so that every calendar shows the same moment: what holds, and the changes about it."""
    yield from ("BEGIN:VTIMEZONE", f"TZID:{zone.key}")
    moments = [at - AROUND, *changes(at - AROUND, at + AROUND, zone)]
    for moment in moments:
        here, before = moment.astimezone(zone), (moment - timedelta(seconds=1)).astimezone(zone)
        kind = "DAYLIGHT" if here.dst() else "STANDARD"
        since = (moment + (before.utcoffset() or timedelta())).astimezone(UTC)
        yield from (
            f"BEGIN:{kind}", f"DTSTART:{since:%Y%m%dT%H%M%S}", f"TZOFFSETFROM:{_offset(before)}",
            f"TZOFFSETTO:{_offset(here)}", f"TZNAME:{here.tzname()}", f"END:{kind}",
        )  # fmt: skip
    yield "END:VTIMEZONE"


def changes(start: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """The moments within a span at which the clocks of a zone are changed."""
    found, day = [], timedelta(days=1)
    while start < end:
        if start.astimezone(zone).utcoffset() != (start + day).astimezone(zone).utcoffset():
            found.append(_moment(start, start + day, zone))
        start += day
    return found


def _moment(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Between two moments with different offsets, the first second with the later one."""
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)


def _local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y%m%dT%H%M%S}"


def _offset(at: datetime) -> str:
    minutes = int((at.utcoffset() or timedelta()).total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


def _quoted(name: str) -> str:
    plain = "".join(letter for letter in name if letter.isprintable() and letter != '"')
    return f'"{plain}"'
