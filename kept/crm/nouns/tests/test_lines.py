"""A line is a line: breaks and signs that turn the reading are not kept, whichever way the text comes in."""

from __future__ import annotations

import pytest

from kept.crm.imports.quick import quick
from kept.crm.nouns.fields import Field, LongText, Text
from kept.crm.nouns.kinds import Phone
from kept.crm.nouns.vocabulary import Vocabulary

WORDS = Vocabulary()


@pytest.mark.parametrize("one", [Text(name="name", label=""), Phone(name="phone", label="")], ids=["text", "phone"])
def test_a_line_has_no_breaks_and_nothing_in_it_turns_the_reading(one: Field) -> None:
    for clean in (lambda raw: one.clean(raw, WORDS), quick(one, WORDS)):
        assert clean("1\nBcc: eve@example.com\r\n2") == "1 Bcc: eve@example.com 2"
        assert clean("\u202e1gnp.exe\u202c") == "1gnp.exe"
        assert clean("Tom\tá\u0161 1 \x85") == "Tom á\u0161 1"
        for kept in ("Žofie 1", "محمد ١", "می\u200cخواهم 1", "👩\u200d👩\u200d👧 1", "a\u00a0b 1"):
            assert clean(kept) == kept


def test_a_note_keeps_its_lines() -> None:
    assert LongText(name="notice", label="").clean("one\ntwo", WORDS) == "one\ntwo"
