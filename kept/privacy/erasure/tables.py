"""A copy as tables: one CSV a kind of rows; and the register's terms in the words that a copy uses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language

from kept.policy.terms import Purpose, Recipient
from kept.policy.text import Text

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take the cell for a formula


def files(copy: Any) -> Iterator[tuple[str, bytes]]:
    """One table a kind, in UTF-8 with the mark that spreadsheets know it by."""
    for kind in copy.data["kinds"]:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        names = [column["name"] for column in kind["columns"]]
        writer.writerow(names)
        for row in kind["rows"]:
            writer.writerow([cell(row.get(name)) for name in names])
        yield f"csv/{kind['kind']}.csv", text.getvalue().encode("utf-8-sig")


def cell(value: Any) -> str:
    """A value as a cell: no formula, and lists as JSON."""
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def purpose(one: Purpose) -> dict[str, Any]:
    """Why something is held, on which basis and until when."""
    return {
        "id": one.id,
        "title": spoken(one.title),
        "basis": spoken(one.basis.text),
        "kept": [spoken(term.text) for term in one.retentions],
        "law": spoken(one.law) if one.law else None,
    }


def recipient(one: Recipient) -> dict[str, Any]:
    """Who may be handed some of it."""
    return {
        "name": one.name,
        "role": one.role,
        "country": one.country,
        "safeguard": one.safeguard,
        "purposes": list(one.purposes),
    }


def spoken(text: Text) -> str:
    """Words of the register in the language that the copy is made in."""
    return text.in_(get_language() or "en")
