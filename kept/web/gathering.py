"""Gathers every sentence that the product says into the catalogues: `python -m kept.web.gathering`.

Babel reads Python and writes the catalogue, Django's own lexer reads templates: nothing need be installed for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parents[2]
CATALOGUES = HOUSE / "locale"
TEMPLATES = (".html", ".txt")
SPEAKERS = {  # the functions that say a sentence, and which of their arguments it is
    "_": None,
    "__": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def gather(house: Path = HOUSE) -> Catalog:
    """All sentences of the package, with the files that say them."""
    catalogue = Catalog(project="Kept", charset="utf-8")
    for source in sorted((house / "kept").rglob("*")):
        if source.suffix in (".py", *TEMPLATES) and "tests" not in source.parts:
            name = source.relative_to(house).as_posix()
            for message, context in sentences(source):
                catalogue.add(message, locations=[(name, 0)], context=context, flags=flags(message))
    return catalogue


def sentences(source: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """What one file says, each with its context."""
    text = source.read_text()
    if source.suffix in TEMPLATES:
        text = one_line_each(templatize(text))
    for _line, message, _comments, context in extract("python", BytesIO(text.encode()), SPEAKERS):
        yield message, context


def one_line_each(code: str) -> str:
    """The calls of a template's code alone: what stands around them is no Python."""
    return "\n".join(
        re.findall(r"(?:(?:np|p|n)?gettext|_)\((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[^()'\"])*\)", code)
    )


def flags(message: str | tuple[str, ...]) -> list[str]:
    first = message if isinstance(message, str) else message[0]
    return ["python-format"] if re.search(r"%\(\w+\)[sd]", first) else []


def update(target: Path) -> Catalog:
    """Bring one catalogue up to date: translations stay, sentences that nobody says any more go."""
    with target.open("rb") as text:
        catalogue = read_po(text, locale=target.parts[-3], domain=target.stem)
    catalogue.update(gather(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with target.open("wb") as out:
        write_po(out, catalogue, width=0, sort_output=True, omit_header=False, include_lineno=False)
    return catalogue


if __name__ == "__main__":
    for each in sorted(CATALOGUES.glob("*/LC_MESSAGES/django.po")):
        empty = [message.id for message in update(each) if message.id and not message.string]
        print(f"{each}: {len(empty)} to translate")
