"""Writing an XLSX file: row by row into a temporary file, every cell a text, so that no cell is a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell

RUN = 1 << 16


def write(rows: Iterable[Iterable[Any]], file: IO[bytes]) -> None:
    """Write rows into a new workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([_cell(sheet, str(value)) for value in row])
    book.save(file)


def _cell(sheet: Any, text: str) -> Any:
    if not text.isprintable():
        text = ILLEGAL_CHARACTERS_RE.sub("", text)
    if text[:1] != "=":
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def workbook(rows: Iterable[Iterable[Any]]) -> bytes:
    """A small workbook at once."""
    return b"".join(streamed(rows))


def streamed(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """A workbook of any length, in runs of bytes."""
    with tempfile.TemporaryFile() as file:
        write(rows, file)
        file.seek(0)
        while run := file.read(RUN):
            yield run
