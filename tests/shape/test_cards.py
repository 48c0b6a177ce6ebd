"""A table that becomes cards on a phone says what each card shows; a row that says nothing would be gone there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

KEPT = Path(__file__).resolve().parents[2] / "kept"
TABLE = re.compile(r'<table class="[^"]*\bcards\b[^"]*"[^>]*>(.*?)</table>', re.DOTALL)


def silent_rows(template: str) -> Iterator[str]:
    """Rows of such tables in which no cell has a place on the card."""
    for table in TABLE.findall(template):
        rows = table.partition("<tbody")[2].split("<tr")[1:]
        yield from (row for row in rows if "data-card" not in row and "{% include" not in row)


def test_every_row_of_a_table_of_cards_is_seen_on_a_phone():
    assert [
        (page.name, row[:60]) for page in sorted(KEPT.rglob("*.html")) for row in silent_rows(page.read_text())
    ] == []


def test_a_row_that_would_be_gone_is_found():
    table = '<table class="sheet cards"><tbody><tr><td>1</td></tr><tr><td data-card="title">2</td></tr></tbody></table>'
    assert list(silent_rows(table)) == ["><td>1</td></tr>"]
    assert list(silent_rows(table.replace(" cards", ""))) == []
