"""Turns the catalogues of translations into the form that Django reads: `python -m kept.web.catalogues`.

Babel does it, so nothing need be installed on the machine for it.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent


def compile_all(root: Path = ROOT) -> list[Path]:
    """Write a .mo beside every .po below `root` and the folder `locale` next to it; give back what was written."""
    found = sorted([*root.rglob("locale/*/LC_MESSAGES/*.po"), *root.parent.glob("locale/*/LC_MESSAGES/*.po")])
    return [compile_one(source) for source in found]


def compile_one(source: Path) -> Path:
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parts[-3], domain=source.stem)
    target = source.with_suffix(".mo")
    with target.open("wb") as binary:
        write_mo(binary, catalogue)
    return target


if __name__ == "__main__":
    for written in compile_all():
        print(written)
