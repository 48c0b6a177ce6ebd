"""Countries by code and by name, from the CLDR data that Babel carries."""

from __future__ import annotations

from functools import cache

from babel import Locale

from kept.crm.records.words import fold

SPOKEN = {"usa": "US", "u.s.": "US", "u.s.a.": "US", "uk": "GB", "england": "GB", "cr": "CZ", "czech republic": "CZ"}


@cache
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories
    return {code: name for code, name in territories.items() if len(code) == 2 and code.isalpha()}


@cache
def _codes() -> dict[str, str]:
    found = dict(SPOKEN)
    for language in ("en", "cs", "de", "sk"):
        found |= {fold(name): code for code, name in _names(language).items()}
    return found


def country_name(code: str, language: str) -> str:
    """The name of a country in a language; the code itself when there is none."""
    return _names(language).get(code, code)


def country_code(text: str) -> str | None:
    """ISO 3166-1 code of a country given by code or name, or None."""
    code = text.strip().upper()
    if code in _names("en"):
        return code
    return _codes().get(fold(text.strip()))


def countries(language: str) -> list[tuple[str, str]]:
    """(code, name) of all countries, by name."""
    return sorted(_names(language).items(), key=lambda pair: fold(pair[1]))
