"""What stays of an ended instance, why, and until when at most: named, so that nobody has to guess."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps

from kept.policy import clock
from kept.policy.holdings import ServiceData, holding_of
from kept.privacy.retention.clocks import Clock

PROOF = "D5"  # seals and salts live as long as the log that they prove


def staying(rows: dict[str, int]) -> list[list[Any]]:
    """[table, rows, promises, last day at the most], by table."""
    return [[label, number, *_why(label)] for label, number in sorted(rows.items())]


def _why(label: str) -> tuple[str, str]:
    model = apps.get_model(label)
    holds = holding_of(model)
    if not isinstance(holds, ServiceData):
        model = apps.get_model("audit.entry")
        return PROOF, _last(model)
    return ", ".join(holds.purposes), _last(model)


def _last(model: Any) -> str:
    """Whatever starts the clock has happened by today."""
    days: list[date] = [term.last_day(clock.today()) for term in Clock(model).terms]
    return max(days).isoformat() if days else ""
