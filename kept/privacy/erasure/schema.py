"""The schema of a copy as data: JSON Schema, so that another program can rely on its shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

FORMAT = "kept-copy"
VERSION = 1
TEXT: dict[str, Any] = {"type": "string"}
MAYBE: dict[str, Any] = {"type": ["string", "null"]}


def _object(required: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": required, "required": list(required), **more}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


COLUMN = _object({"name": TEXT, "label": TEXT, "category": TEXT, "provided": {"type": "boolean"}})
KIND = _object(
    {
        "kind": TEXT, "title": TEXT, "purposes": _list(TEXT), "columns": _list(COLUMN),
        "rows": _list({"type": "object", "additionalProperties": True}),
    }
)  # fmt: skip
PURPOSE = _object({"id": TEXT, "title": TEXT, "basis": TEXT, "kept": _list(TEXT), "law": MAYBE})
RECIPIENT = _object({"name": TEXT, "role": TEXT, "country": TEXT, "safeguard": MAYBE, "purposes": _list(TEXT)})
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Everything that is kept of a person",
    **_object(
        {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "made_at": {"type": "string", "format": "date-time"},
            "controller": _object({"name": TEXT, "office": TEXT, "email": TEXT}),
            "instance": {"type": ["integer", "null"]},
            "register": {"type": "integer"},
            "purposes": _list(PURPOSE),
            "recipients": _list(RECIPIENT),
            "kinds": _list(KIND),
        }
    ),
}


def files(copy: Any) -> Iterator[tuple[str, bytes]]:
    """The data and their schema."""
    yield "copy.json", json.dumps(copy.data, ensure_ascii=False, indent=1).encode()
    yield "copy.schema.json", json.dumps(SCHEMA, ensure_ascii=False, indent=1).encode()
