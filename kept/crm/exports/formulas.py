"""Cells that a spreadsheet would run: defused with an apostrophe on the way out, given back as they were on the way in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

RUNS = frozenset("=+-@\t\r'")  # an apostrophe too, when it stands before one of the others
DEFUSED = re.compile(r"'+[=+\-@\t\r]")
WOULD_RUN = re.compile(r"'*[=+\-@\t\r]")


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    if text and text[0] in RUNS and WOULD_RUN.match(text):
        return f"'{text}"
    return text


def given_back(text: str) -> str:
    """What `defused` was given."""
    return text[1:] if text[:1] == "'" and DEFUSED.match(text) else text


def written(rows: Iterable[list[Any]], delimiter: str = ",") -> str:
    """Rows as CSV, with nothing that a spreadsheet would run."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([[defused(cell) for cell in row] for row in rows])
    return text.getvalue()
