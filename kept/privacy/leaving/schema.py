"""The schema of a kind, made from its model: JSON Schema, so that another program can rely on the rows."""

from __future__ import annotations

from typing import Any

from kept.privacy.kinds import kind
from kept.privacy.leaving.columns import columns
from kept.privacy.leaving.travelling import KINDS


def schema(label: str) -> dict[str, Any]:
    """What a line of the kind's file looks like."""
    said = KINDS[label]
    found = columns(label)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind(label),
        "description": (said.model.__doc__ or "").strip().partition("\n")[0],
        "type": "object",
        "properties": {one.name: one.schema for one in found},
        "required": [one.name for one in found],
        "additionalProperties": False,
    }
