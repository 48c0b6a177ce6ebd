"""Words: how a text is folded to be found and to be sorted, made in Python so that no database build decides it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
PHONE = re.compile(r"^[\d\s()+./-]{5,}$")
SPLIT = re.compile(r"[\s,;]+")


class _Letters(dict[int, str]):
    """A letter as it is folded, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", chr(code).translate(LETTERS))
        self[code] = "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(LETTERS)
        return self[code]


FOLDED = _Letters()


def fold(text: str) -> str:
    """Lower case without accents: "Dvořáková" and "DVORAKOVA" are the same."""
    if text.isascii():
        return text.lower()
    return text.casefold().translate(FOLDED)


def digits(text: str) -> str:
    """The digits of a phone number, however it is written; a leading 00 counts as +."""
    found = re.sub(r"\D", "", text)
    return found[2:] if found.startswith("00") else found


def search_text(words: Iterable[str], numbers: Iterable[str], tags: Iterable[str]) -> str:
    """One line that holds all a record is found by: folded words, bare numbers, tags as `#tag;`."""
    parts = [fold(word) for word in words if word]
    parts += [digits(number) for number in numbers if number]
    parts += [f"#{fold(tag)};" for tag in tags]
    return " " + " ".join(parts)


def patterns(query: str) -> list[str]:
    """LIKE patterns that must all match, the longest first; a phone number becomes one run of digits.

    One or two letters are too little to look for inside words: they are taken as the beginning of one.
    """
    query = query.strip()
    if PHONE.match(query) and len(digits(query)) >= 5:
        return [f"%{digits(query).lstrip('0')}%"]
    words = {fold(word) for word in SPLIT.split(query) if word}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return [f"%{escape(word)}%" if len(word) > 2 else f"% {escape(word)}%" for word in longest_first]


def escape(word: str) -> str:
    """A word in which % and _ mean themselves."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# Letters that Czech sorts as letters of their own, after the plain one: c < č, r < ř, s < š, z < ž, h < ch.
CZECH = str.maketrans({"č": "c\u007f", "ř": "r\u007f", "š": "s\u007f", "ž": "z\u007f"})


def sort_key(names: Sequence[str], language: str = "cs") -> str:
    """A key whose byte order is the order of names: folded first, accents decide only between equals."""
    parts = [_letters(name, language) for name in names if name]
    accents = " ".join(names).casefold()
    return "\u0001".join([" ".join(parts), accents])[:400]


def _letters(name: str, language: str) -> str:
    text = name.casefold()
    if language in ("cs", "sk"):
        text = text.replace("ch", "h\u007f")
        if not text.isascii():
            text = text.translate(CZECH)
    return fold(text).strip()
