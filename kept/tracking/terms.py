"""How long lines are kept, read from the register."""

from __future__ import annotations

from kept.policy.controller import in_force
from kept.policy.period import Period


def period() -> Period:
    """The term of the request log."""
    return in_force().purpose("C7").retentions[0].period


def days_kept() -> int:
    """It in days."""
    return round(period().length)
