"""Cells that a spreadsheet would run: defused with an apostrophe on the way out, given back as they were on the way in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

RUNS = frozenset("=+-@\t\r'")  # an apostrophe too, when it stands before one of the others
DEFUSED = re.compile(r"'+[=+\-@\t\r]")
WOULD_RUN = re.compile(r"'*[=+\-@\t\r]")


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    if text and text[0] in RUNS and WOULD_RUN.match(text):
        return f"'{text}"
    return text


def all_defused(texts: Iterable[str]) -> list[str]:
    """A column of texts that no spreadsheet takes for formulas."""
    return [f"'{text}" if text and text[0] in RUNS and WOULD_RUN.match(text) else text for text in texts]


def given_back(text: str) -> str:
    """What `defused` was given."""
    return text[1:] if text[:1] == "'" and DEFUSED.match(text) else text


def written(rows: Iterable[Sequence[Any]], delimiter: str = ",") -> str:
    """Rows as CSV, with nothing that a spreadsheet would run."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(zip(*map(all_defused, zip(*rows, strict=True)), strict=True))
    return text.getvalue()
