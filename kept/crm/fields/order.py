"""The order of things that people put in order themselves."""

from __future__ import annotations

from typing import Any


def move(rows: Any, one: Any, way: str) -> None:
    """Move one row up or down among `rows`, and number them all anew."""
    found = list(rows)
    place = next((n for n, row in enumerate(found) if row.pk == one.pk), None)
    if place is None or way not in ("up", "down"):
        return
    other = place + (1 if way == "down" else -1)
    if not 0 <= other < len(found):
        return
    found[place], found[other] = found[other], found[place]
    for position, row in enumerate(found):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])
