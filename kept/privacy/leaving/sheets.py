"""Tables for people: the same rows as CSV, with the mark that spreadsheets know UTF-8 by, and nothing they would run."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kept.privacy.leaving.columns import columns
from kept.privacy.leaving.reading import plain
from kept.privacy.leaving.travelling import Row, Travel

MARK = b"\xef\xbb\xbf"
WOULD_RUN = re.compile(r"'*[=+\-@\t\r]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def table(label: str, batches: Iterable[list[Row]]) -> Iterator[bytes]:
    """A kind's rows, the heads first."""
    names = [one.name for one in columns(label)]
    yield MARK + written([names])
    for batch in batches:
        yield written([cell(row[name]) for name in names] for row in batch)


def index(rows: Iterable[Row], one: Travel, member_of: Callable[[Travel, Row], str]) -> Iterator[bytes]:
    """Which file is which."""
    yield MARK + written([["file", "name", "bytes", "sha256"]])
    said = one.files
    if said is not None:
        for row in rows:
            yield written([[member_of(one, row), cell(row[said.name]), cell(row[said.size]), row[said.digest]]])


def written(rows: Iterable[list[str]]) -> bytes:
    """Lines of CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def cell(value: Any) -> str:
    """A value as a cell. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False, default=plain)
    text = value if isinstance(value, str) else str(value)
    return f"'{text}" if WOULD_RUN.match(text) and not NUMBER.fullmatch(text) else text
