"""What calendars and cards are written with (RFC 5545, RFC 6350): moments, texts, and lines that are folded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape
from unicodedata import category

from django.utils.html import strip_tags

WIDE = 75  # bytes in a line
ENDS_OF_LINES = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr)>", re.IGNORECASE)


def written(lines: Iterable[str]) -> str:
    """The lines as one object."""
    return "".join(folded(line) for line in lines)


def folded(line: str) -> str:
    """A line of at most 75 bytes, the rest of it below, indented; no character is cut in two."""
    parts: list[str] = []
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > WIDE:
            parts.append(part)
            part, size = " ", 1
        part, size = part + letter, size + width
    return "\r\n".join([*parts, part]) + "\r\n"


def utc(at: datetime) -> str:
    """A moment in universal time."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text(value: str) -> str:
    """A text with what means something to calendars escaped, and control characters left out."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    plain = escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(letter for letter in plain if category(letter) != "Cc" or letter == "\t")


def plain(value: str) -> str:
    """Details without their markup, a line for each of their lines."""
    return unescape(strip_tags(ENDS_OF_LINES.sub("\n", value))).strip() if "<" in value or "&" in value else value
