"""Words that people read, in every language of the notice side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass

LANGUAGES = ("en", "cs")

# Czech does not end a line with a word of one letter: it is tied to the next by a space that does not break.
_SHORT_WORD = re.compile(r"\b([aikosuvzAIKOSUVZ]) ")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or more, said in English and in Czech, so that a lawyer reads both at once."""

    en: str
    cs: str

    def in_(self, language: str) -> str:
        """The words in `language` ("cs", "cs-CZ"); English where we have no translation."""
        return _SHORT_WORD.sub("\\1\u00a0", self.cs) if language.lower().partition("-")[0] == "cs" else self.en

    def __str__(self) -> str:
        return self.en

    def format(self, **words: Text | str | int) -> Text:
        """Both languages with the same places filled in."""
        return Text(
            self.en.format(**{name: _said(word, "en") for name, word in words.items()}),
            cs=self.cs.format(**{name: _said(word, "cs") for name, word in words.items()}),
        )


def _said(word: Text | str | int, language: str) -> str:
    return word.in_(language) if isinstance(word, Text) else str(word)


def listed(texts: list[Text]) -> Text:
    """The texts as one enumeration: "a, b and c"."""
    return Text(_enumerated([text.en for text in texts], "and"), cs=_enumerated([text.cs for text in texts], "a"))


def _enumerated(words: list[str], last: str) -> str:
    *before, final = words or [""]
    return f"{', '.join(before)} {last} {final}" if before else final
