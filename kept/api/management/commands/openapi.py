"""`bin/kept manage openapi`: write the document of the API to docs/openapi.json."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand

from kept.api.openapi import document


class Command(BaseCommand):
    help = "Write the document of the API to docs/openapi.json."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it so that a change shows in a difference."""
        path = settings.BASE_DIR / "docs" / "openapi.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(written(document()))


def written(document: dict[str, Any]) -> str:
    """A line a path and a line a schema."""
    parts = []
    for name, part in sorted(document.items()):
        if name == "components":
            inner = ",\n".join(f"{_text(kind)}: {_lines(of_kind)}" for kind, of_kind in sorted(part.items()))
            parts.append(f'"components": {{\n{inner}\n}}')
        else:
            parts.append(f"{_text(name)}: {_lines(part) if name == 'paths' else _text(part)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(part: dict[str, Any]) -> str:
    return "{\n" + ",\n".join(f"{_text(name)}: {_text(inner)}" for name, inner in sorted(part.items())) + "\n}"


def _text(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
