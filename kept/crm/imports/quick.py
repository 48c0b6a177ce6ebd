"""Short cuts for cells: they answer as the noun's own fields do, and sooner for ordinary values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from kept.crm.nouns.fields import Field, Invalid, LongText, Text, one_line
from kept.crm.nouns.kinds import Email, Phone
from kept.crm.nouns.references import Reference
from kept.crm.nouns.times import Date
from kept.crm.nouns.vocabulary import Vocabulary

Clean = Callable[[str], Any]
ORDINARY_EMAIL = re.compile(
    r"[a-zA-Z0-9_+-]+(\.[a-zA-Z0-9_+-]+)*@([a-zA-Z0-9][a-zA-Z0-9-]{0,40}[a-zA-Z0-9]\.)+[a-zA-Z]{2,12}"
)
DIGIT = re.compile(r"\d", re.ASCII)
REMEMBERED = 50_000  # different values of a column


def quick(one: Field, words: Vocabulary) -> Clean:
    """A way to clean a cell that answers as the field does, and is short for ordinary values."""
    kind = type(one)
    if isinstance(one, Reference):
        return lambda raw: one_line(Field.clean(one, raw, words))
    if kind is Text:
        return _text(one, words)
    if kind is Email:
        return _email(one, words)
    if kind is Phone:
        return _phone(one, words)
    if kind is Date:
        return _day(one, words)
    if kind is LongText:
        return lambda raw: one.clean(raw, words)
    return _remembered(one, words)


def _text(one: Field, words: Vocabulary) -> Clean:
    most = one.max_length

    def clean(raw: str) -> Any:
        text = raw.strip()
        return text if len(text) <= most and text.isprintable() else one.clean(raw, words)

    return clean


def _email(one: Field, words: Vocabulary) -> Clean:
    ordinary = ORDINARY_EMAIL.fullmatch

    def clean(raw: str) -> Any:
        text = raw.strip()
        return text if len(text) < 120 and ordinary(text) else one.clean(raw, words)

    return clean


def _phone(one: Field, words: Vocabulary) -> Clean:
    most = one.max_length

    def clean(raw: str) -> Any:
        text = raw.strip()
        return text if len(text) <= most and text.isprintable() and DIGIT.search(text) else one.clean(raw, words)

    return clean


def _day(one: Field, words: Vocabulary) -> Clean:
    usual = _remembered(one, words)

    def clean(raw: str) -> Any:
        if len(raw) == 10 and raw[4] == raw[7] == "-" and raw[0] != "0":
            try:
                return dt.date.fromisoformat(raw)
            except ValueError:
                pass
        return usual(raw)

    return clean


def _remembered(one: Field, words: Vocabulary) -> Clean:
    """Values that come again and again are cleaned once: value lists, countries, days, yes and no."""
    known: dict[str, tuple[Any, Invalid | None]] = {}

    def clean(raw: str) -> Any:
        if raw not in known:
            if len(known) >= REMEMBERED:
                known.clear()
            try:
                known[raw] = (one.clean(raw, words), None)
            except Invalid as error:
                known[raw] = (None, error)
        value, problem = known[raw]
        if problem is not None:
            raise problem
        return list(value) if isinstance(value, list) else value

    return clean
