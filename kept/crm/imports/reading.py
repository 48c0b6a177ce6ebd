"""Reading a file of people or companies as it comes: what it is, in which encoding, and its lines one by one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from kept.crm.exports.formulas import given_back
from kept.crm.imports.encodings import ENCODINGS, Spelling
from kept.crm.imports.unreadable import Unreadable

MOST_COLUMNS = 500
MOST_LINES = 1_000_000
MOST_IN_CELL = 100_000  # characters
MOST_IN_LINE = 2_000_000  # characters
DELIMITERS = ",;\t|"
SAMPLE = 256 * 1024  # bytes
SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "XLS"), (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7-Zip"), (b"\x7fELF", "ELF"), (b"MZ", "EXE"),
)  # fmt: skip
csv.field_size_limit(MOST_IN_CELL)

Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is read. Kept in the import's plan, so that a person may mend what was guessed wrong."""

    kind: str = "csv"  # csv, xlsx
    encoding: str = "utf-8-sig"
    delimiter: str = ","

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def shape_of(chunks: Iterable[bytes], *, language: str = "en", most_bytes: int = 0) -> Shape:
    """Find out what a file is, reading it once. Raises Unreadable with a sentence when it is no table."""
    size, head, spelling = 0, b"", Spelling(language)
    for chunk in chunks:
        size += len(chunk)
        if most_bytes and size > most_bytes:
            raise Unreadable(
                _("This file is larger than %(most)s MB, the most that is taken here. Split it, and import the parts.")
                % {"most": most_bytes // 1_000_000}
            )
        if len(head) < SAMPLE:
            head += chunk[: SAMPLE - len(head)]
        if head[:2] != b"PK":
            spelling.feed(chunk)
    if not size:
        raise Unreadable(_("This file is empty."))
    if head[:4] == b"PK\x03\x04":
        return Shape("xlsx", "", "")
    _must_be_text(head)
    encoding = spelling.encoding()
    return Shape("csv", encoding, delimiter_of(head.decode(encoding, "ignore")))


def _must_be_text(head: bytes) -> None:
    for sign, name in SIGNS:
        if head.startswith(sign):
            raise Unreadable(_("This is a %(kind)s file. Choose a table: CSV or XLSX.") % {"kind": name})
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return
    if b"\x00" in head:
        raise Unreadable(_("This file is no text, so it is no CSV. Choose a table: CSV or XLSX."))
    if head[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html", b"<?xml", b"{\\rtf")):
        raise Unreadable(_("This is a document, not a table. Save it as CSV or XLSX first."))


def delimiter_of(sample: str) -> str:
    """The mark between cells: the one by which most lines have as many cells as the first."""
    best, score = ",", 0.0
    lines = sample.splitlines(keepends=True)[:200]
    if len(lines) > 1 and len(sample) > 1000:
        lines = lines[:-1]  # the sample may end in the middle of a line
    for mark in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            same = sum(width == widths[0] for width in widths) / len(widths)
            found = same * (1 + min(widths[0], 20) / 100)
            if found > score:
                best, score = mark, found
    return best


def lines_of(chunks: Iterable[bytes], shape: Shape) -> Iterator[Line]:
    """(line number, cells) of each line that is not blank, the heads first. Raises Unreadable on the way."""
    if shape.kind == "xlsx":
        from kept.crm.imports.workbook import workbook_lines

        found = workbook_lines(b"".join(chunks), MOST_COLUMNS)
    else:
        found = _csv_lines(chunks, shape)
    for count, (number, cells) in enumerate(found):
        if count > MOST_LINES:
            raise Unreadable(_("This table has more than %(most)s lines. Split it.") % {"most": f"{MOST_LINES:,}"})
        yield number, cells


def _csv_lines(chunks: Iterable[bytes], shape: Shape) -> Iterator[Line]:
    if shape.encoding not in ENCODINGS or shape.delimiter not in DELIMITERS or len(shape.delimiter) != 1:
        raise Unreadable(_("This way of reading the file is not known."))
    text = io.TextIOWrapper(io.BufferedReader(_Chunks(chunks), 1 << 16), shape.encoding, "replace", newline="")
    reader = csv.reader(_short(text), delimiter=shape.delimiter)
    first = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unreadable(
                _("Line %(line)s cannot be read: a cell is too long, or a quotation mark opens and never closes.")
                % {"line": first}
            ) from None
        number, first = first, reader.line_num + 1
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(too_wide(len(cells)))
        if any(cells):
            yield number, [given_back(cell) if cell[:1] == "'" else cell for cell in cells]


def too_wide(columns: int) -> str:
    """The sentence for a table with too many columns."""
    return _("This table has %(has)s columns; at most %(most)s can be read.") % {"has": columns, "most": MOST_COLUMNS}


def _short(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(MOST_IN_LINE):
        if len(line) >= MOST_IN_LINE:
            raise Unreadable(_("A line of this file is longer than a table's can be."))
        yield line.replace("\x00", "") if "\x00" in line else line


class _Chunks(io.RawIOBase):
    """Runs of bytes as a stream that the text layer can read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self._rest = iter(chunks), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            try:
                self._rest = next(self._chunks)
            except StopIteration:
                return 0
        taken = self._rest[: len(buffer)]
        self._rest = self._rest[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def heads_of(cells: list[str]) -> list[str]:
    """The names of columns: trimmed, told apart when two are the same, numbered when they have none."""
    heads: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:120] or _("Column %(n)s") % {"n": place}
        twin = 2
        while name in heads:
            name, twin = f"{name.removesuffix(f' ({twin - 1})')} ({twin})", twin + 1
        heads.append(name)
    return heads
