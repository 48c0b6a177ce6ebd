"""A copy to read: one page of HTML that needs nothing else, and loads nothing from anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from kept.policy.categories import Category

STYLE = Path(__file__).with_name("copy.css")


def files(copy: Any) -> Iterator[tuple[str, bytes]]:
    """The page."""
    yield "copy.html", page(copy).encode()


def page(copy: Any, most: int | None = None) -> str:
    """The page as text; at most so many rows a kind, and it says when there are more."""
    data = copy.data
    words = {
        "copy": data,
        "language": copy.language,
        "kinds": [kind_shown(kind, most) for kind in data["kinds"]],
        "looks": looks(copy),
        "files": [piece.name for piece in copy.others if piece.name.startswith(("files/", "mail/"))],
        "imports": json_of(copy, "imports.json"),
        "most": most,
        # Our own file, which holds no markup: it is put into the page so that the page stands alone.
        "style": mark_safe(STYLE.read_text()),  # noqa: S308
    }
    return render_to_string("erasure/copy.html", words)


def kind_shown(kind: dict[str, Any], most: int | None) -> dict[str, Any]:
    """A kind of rows as a page shows it: each row with the facts it has, under their names."""
    rows = kind["rows"] if most is None else kind["rows"][:most]
    return {
        "title": kind["title"],
        "purposes": kind["purposes"],
        "categories": sorted({_category(column["category"]) for column in kind["columns"] if column["category"]}),
        "number": len(kind["rows"]),
        "more": len(kind["rows"]) - len(rows),
        "rows": [
            [(column["label"], shown(kind["kind"], column["name"], row.get(column["name"]))) for column in kind["columns"]
             if row.get(column["name"]) not in (None, "", [], {})]
            for row in rows
        ],
    }  # fmt: skip


def _category(code: str) -> str:
    from kept.privacy.erasure.tables import spoken

    return spoken(Category.of(code).text)


def shown(label: str, name: str, value: Any) -> str:
    """A value as it is read: the words of a choice, yes and no, lists in a line."""
    field = apps.get_model(label)._meta.get_field(name)
    choices = dict(getattr(field, "flatchoices", ()) or ())
    if value in choices if isinstance(value, str | int) else False:
        return str(choices[value])
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def looks(copy: Any) -> list[dict[str, Any]]:
    """Who looked."""
    found: list[dict[str, Any]] = json_of(copy, "looks.json") or []
    return found


def json_of(copy: Any, name: str) -> Any:
    """The content of a piece that is JSON, or None."""
    return next((json.loads(b"".join(piece.content)) for piece in copy.others if piece.name == name), None)
