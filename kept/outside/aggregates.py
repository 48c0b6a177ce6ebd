"""Aggregates that leave: numbers alone, none of a group that is too small, to a party under contract for them (C6, S3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from kept.policy.keeps import keeps
from kept.policy.recipients import recipient_for


@dataclass(frozen=True, slots=True)
class Packed:
    """What one party receives: its name, how many numbers, and the file."""

    recipient: str
    numbers: int
    content: bytes


@keeps("S1", "S3", "C6")
def packed(role: str, rows: Iterable[tuple[str, int]], *, purpose: str, least: int) -> Packed:
    """Pack numbers for the recipient of a role; those of fewer than `least` stay here.

    Raises NoRecipient where nobody of that role is under contract for the purpose today."""
    recipient = recipient_for(role, purpose=purpose)
    told = [(_guarded(title), number) for title, number in rows if number >= least]
    text = io.StringIO()
    csv.writer(text).writerows([("what", "readings"), *told])
    return Packed(recipient.name, len(told), text.getvalue().encode("utf-8"))


def _guarded(title: str) -> str:
    """A title that no spreadsheet takes for a formula."""
    return f"'{title}" if title[:1] in "=+-@\t\r" else title
