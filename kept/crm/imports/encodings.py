"""Which encoding a file is in: by its mark, strict UTF-8, else by the letters that tell cp1250 from cp1252."""

from __future__ import annotations

import codecs

ENCODINGS = ("utf-8-sig", "utf-16", "cp1250", "cp1252")
# How much a byte speaks for Central Europe (cp1250) against the West (cp1252). š and ž are the same in both tables,
# but who writes them also writes the others.
WEIGHTS: dict[int, int] = {
    0x9A: 2, 0x9E: 2, 0x8A: 2, 0x8E: 2,  # š ž Š Ž
    0xEC: 3, 0xCC: 2, 0xF9: 2, 0xD9: 2, 0xE8: 1, 0xC8: 1, 0xF8: 1, 0xD8: 1, 0xF2: 1, 0xEF: 1, 0xCF: 1,  # ě ů č ř ň ď
    0x9D: 6, 0x8D: 6, 0x8F: 6, 0xB3: 3, 0xB9: 3, 0xBF: 3, 0xAF: 2, 0x9C: 1, 0xE6: 0,  # ť Ť Ź ł ą ż Ż ś
    0xE0: -4, 0xE5: -4, 0xC5: -4, 0xE3: -3, 0xEE: 0, 0xF1: -2, 0xD1: -2, 0xFF: -2,  # à å Å ã ñ Ñ ÿ
}  # fmt: skip
VOWELS = frozenset(b"aeiouyAEIOUY\xe1\xe9\xed\xf3\xfa\xfd\xe4\xf6\xfc")
SAMPLE = 2_000_000  # bytes that are looked at for letters


class Spelling:
    """Takes the bytes of a file as they pass, and says at the end how they are spelt."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._utf8 = True
        self._mark = b""
        self._letters = b""

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes."""
        if len(self._mark) < 4:
            self._mark += chunk[:4]
        if len(self._letters) < SAMPLE and not chunk.isascii():
            self._letters += chunk[: SAMPLE - len(self._letters)]
        if self._utf8 and not self._mark.startswith((b"\xff\xfe", b"\xfe\xff")):
            try:
                self._decoder.decode(chunk)
            except UnicodeDecodeError:
                self._utf8 = False

    def encoding(self) -> str:
        """One of ENCODINGS."""
        if self._mark.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        if self._utf8:
            return "utf-8-sig"
        score = weigh(self._letters)
        if score == 0:
            return "cp1250" if self.language in ("cs", "sk", "pl", "hu", "sl", "hr") else "cp1252"
        return "cp1250" if score > 0 else "cp1252"


def weigh(letters: bytes) -> int:
    """Above zero: Central Europe; below: the West. An ø stands between consonants, a ř seldom does."""
    score = sum(weight * letters.count(byte) for byte, weight in WEIGHTS.items())
    start = letters.find(0xF8)
    while start >= 0:
        around = letters[max(start - 1, 0) : start] + letters[start + 1 : start + 2]
        if len(around) == 2 and all(64 < byte < 128 and byte not in VOWELS for byte in around):
            score -= 3
        start = letters.find(0xF8, start + 1)
    return score
