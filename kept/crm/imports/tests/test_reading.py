"""Files as they come: every encoding and delimiter, and a clear sentence for what is no table."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kept.crm.imports.reading import Shape, heads_of, lines_of, shape_of
from kept.crm.imports.unreadable import Unreadable

CZECH = "Jméno;Firma;Město\nŽaneta Říhová;Kovárna Říha;Žďár\nJiří Dvořák;Papírna;Olšany\n"
WEST = "Name;Firma;Ort\nJürgen Weißmüller;Köhler & Söhne;Münster\nFrançois Lefèvre;Père & Fils;Orléans à Loire\n"
NORTH = "Navn;Firma\nJørgen Sørensen;Skårup Smedje\nÅse Bjørnson;Æbler\n"


def read(data: bytes, **more: str) -> list[list[str]]:
    shape = shape_of([data[i : i + 7] for i in range(0, len(data), 7)], **more)
    return [cells for _number, cells in lines_of([data], shape)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
def test_czech_names_survive_every_encoding(encoding: str) -> None:
    assert read(CZECH.encode(encoding)) == [line.split(";") for line in CZECH.splitlines()]


@pytest.mark.parametrize("text", [WEST, NORTH])
def test_western_names_are_not_taken_for_czech_ones(text: str) -> None:
    assert read(text.encode("cp1252")) == [line.split(";") for line in text.splitlines()]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_lines_alike(mark: str) -> None:
    lines = [["Name", "Note"], ["Ada", 'says "hello, you; there|\tall"'], ["Bob", "two\nlines, really"]]
    text = "\r\n".join(mark.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) for line in lines)
    assert read(text.encode()) == lines


def test_a_cell_with_line_breaks_keeps_the_numbers_of_lines_right() -> None:
    data = b'a,b\n1,"x\ny"\n\n2,z\n'
    assert list(lines_of([data], Shape())) == [(1, ["a", "b"]), (2, ["1", "x\ny"]), (5, ["2", "z"])]


def test_heads_are_told_apart_and_never_empty() -> None:
    assert heads_of(["E-mail ", "E-mail", "", "E-mail"]) == ["E-mail", "E-mail (2)", "Column 3", "E-mail (3)"]


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "PNG"),
        (b"name\x00,mail\n", "no text"),
        (b"<!DOCTYPE html><table>", "document"),
        (b"PK\x03\x04 broken", "damaged"),
        (zipped(readme=b"x"), "packed archive"),
        (zipped(xl__workbook_xml=b"0" * 60_000_000), "unfolds"),
        (b"," * 1_000_000 + b"\n1\n", "columns"),
        (b"x" * 3_000_000, "longer"),
        (b'a,b\n1,"never closed' + b" more\n" * 40_000, "quotation mark"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(data)


def test_a_file_above_the_limit_is_refused_before_it_is_read_whole() -> None:
    def endless():
        while True:
            yield b"a,b\n" * 1000

    with pytest.raises(Unreadable, match="larger than 2 MB"):
        shape_of(endless(), most_bytes=2_000_000)


def test_a_workbook_is_read_as_a_person_would_have_typed_it(tmp_path: Path) -> None:
    import datetime as dt

    import openpyxl

    book = openpyxl.Workbook()
    for row in (["Name", "Born", "Since", "Sum", "Key"], ["Žofie", dt.date(1979, 4, 12), 2021, 12.5, True]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue()) == [
        ["Name", "Born", "Since", "Sum", "Key"],
        ["Žofie", "1979-04-12", "2021", "12.5", "yes"],
    ]
