"""Ids as they come in from outside: a whole number that a key can be, or nothing."""

from __future__ import annotations

from typing import Any

LONGEST = 18  # digits that surely fit the database's keys


def id_of(raw: Any) -> int | None:
    """The id in a text or a number, else None. `str.isdigit` alone would take “²”, and digits without end.

    >>> id_of(" 12 "), id_of("²"), id_of(True), id_of(-1), id_of("9" * 40)
    (12, None, None, None, None)
    """
    text = "" if raw is None or isinstance(raw, bool) else str(raw).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
