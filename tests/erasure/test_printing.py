"""A copy says when no PDF could be made, and a PDF asks nobody for anything."""

from __future__ import annotations

import builtins
import re
import zlib
from contextlib import suppress
from typing import Any

import pytest

from kept.privacy.erasure import printing


def unpacked(made: bytes) -> bytes:
    """A PDF with its streams opened."""
    found = [made]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        with suppress(zlib.error):
            found.append(zlib.decompress(stream))
    return b"\n".join(found)


@pytest.mark.promise("R2")
def test_a_pdf_is_tagged_for_screen_readers_and_loads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(printing, "_nothing", lambda url, *a, **k: asked.append(url) or {"string": b""})
    made = printing.pdf('<html lang="en"><title>Copy</title><body><h1>Jana</h1></body></html>')
    assert made is not None and made.startswith(b"%PDF")
    assert b"/StructTreeRoot" in unpacked(made) and b"pdfuaid" in unpacked(made)
    assert asked == []
    monkeypatch.undo()
    with pytest.raises(printing.Nowhere):
        printing._nothing("https://elsewhere.example/picture.png")


@pytest.mark.promise("R2")
def test_without_the_libraries_a_copy_says_that_it_has_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def missing(name: str, *args: Any, **words: Any) -> Any:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return whole(name, *args, **words)

    monkeypatch.setattr(builtins, "__import__", missing)
    assert printing.pdf("<p>Jana</p>") is None
    monkeypatch.setattr(printing.readable, "page", lambda copy, most: "<p>Jana</p>")
    assert [name for name, _content in printing.files(None)] == ["no-pdf.txt"]
