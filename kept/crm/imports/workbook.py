"""Reading the first sheet of an XLSX file, guarded against files that unfold without end."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from kept.crm.imports.unreadable import Unreadable

MOST_UNFOLDED = 600_000_000  # bytes of all parts together
MOST_RATIO = 200  # of a part that is not small
SMALL = 10_000_000


def workbook_lines(data: bytes, most_columns: int) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells as text) of the first sheet with anything in it. Raises Unreadable."""
    _must_be_safe(data)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height and sheet.width > most_columns:
                from kept.crm.imports.reading import too_wide

                raise Unreadable(too_wide(sheet.width))
            if sheet.height:
                yield from _rows(sheet)
                return
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(_("This XLSX file is damaged and cannot be read.")) from error


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    start = (sheet.start or (0, 0))[0] + 1
    for number, row in enumerate(sheet.iter_rows(), start):
        cells = [text_of(value) for value in row]
        if any(cells):
            yield number, cells


def text_of(value: Any) -> str:
    """A cell as the text a person would have typed."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _must_be_safe(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            known = parts.infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable(_("This XLSX file is damaged and cannot be read.")) from error
    names = {part.filename for part in known}
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This is a packed archive, not a table. Unpack it, and choose the CSV or XLSX inside."))
    unfolded = sum(part.file_size for part in known)
    folded_too_well = any(
        part.file_size > SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in known
    )
    if unfolded > MOST_UNFOLDED or folded_too_well or len(known) > 5000:
        raise Unreadable(_("This XLSX file unfolds to more than can be read. Save it as CSV and try again."))
