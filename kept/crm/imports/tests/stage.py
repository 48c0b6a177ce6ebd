"""Importing a file in a test, as the page and the command do it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kept.crm.imports.models import Import
from kept.crm.imports.starting import begin, check_now, propose_plan, run_now

DATA = Path(__file__).parents[4] / "tests/data"


def imported(access: Any, kind: str, data: bytes | str | Path, **plan: Any) -> Import:
    """Import a file as the person at the door, at once. `targets` by head change what is proposed."""
    if isinstance(data, Path):
        data = data.read_bytes()
    data = data.encode() if isinstance(data, str) else data
    entry = begin(access, kind, "people.csv", [data])
    made = propose_plan(entry, access)
    targets = plan.pop("targets", {})
    made.targets = [targets.get(head, target) for head, target in zip(made.heads, made.targets, strict=True)]
    for name, value in plan.items():
        setattr(made, name, value)
    check_now(entry, made, access)
    run_now(entry, access)
    entry.refresh_from_db()
    return entry
