"""What people read in an archive: what it is, what lies where, and what did not come along; in English and Czech."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from kept.outside import held
from kept.policy import clock
from kept.policy.controller import controller
from kept.privacy.leaving.travelling import Row, Travel, Way, kinds
from kept.tenancy.models import Instance

PAGES = {"en": "README.html", "cs": "CTI-ME.html"}
WHY = {  # a file stayed behind
    held.WAITING: gettext_lazy("it waits for the scanner"),
    held.UNSAFE: gettext_lazy("the scanner found something in it"),
}


def version() -> str:
    """Which Kept wrote it."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as known

    try:
        return known("kept-crm")
    except PackageNotFoundError:
        return "0.1.0"


def pages(
    instance: Instance, members: dict[str, dict[str, Any]], left_out: dict[str, str]
) -> Iterator[tuple[str, bytes]]:
    """The same page in each language."""
    counts = [(name.removesuffix(".jsonl"), each["rows"]) for name, each in members.items() if "rows" in each]
    for language, name in PAGES.items():
        with translation.override(language):
            context = {
                "instance": instance, "now": clock.now(), "language": language, "controller": controller(),
                "counts": counts, "tables": [one for one in members if one.startswith("tables/")],
                "files": sum(one.startswith("files/") and not one.startswith("files/index.") for one in members),
                "left_out": [(name, WHY[why]) for name, why in sorted(left_out.items())], "stays": [(one.label, one.because) for one in kinds(Way.STAYS)],
            }  # fmt: skip
            yield name, render_to_string("leaving/readme.html", context).encode()


def index(rows: Iterable[Row], one: Travel, member_of: Callable[[Travel, Row], str]) -> Iterator[bytes]:
    """Every file under the name that it had, leading to where it lies."""
    yield b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Files</title><h1>Files</h1><ul>\n'
    said = one.files
    for row in rows if said else ():
        place = member_of(one, row).removeprefix("files/")
        name = row[said.name]  # type: ignore[union-attr]
        yield (format_html('<li><a href="{}" download="{}">{}</a></li>', place, name, name) + "\n").encode()
    yield b"</ul></html>\n"
