"""Archives that come in: sent in parts, looked at, brought in whole or not at all. Inside the passage of their instance."""

from __future__ import annotations

from kept.tenancy.jobs import Doors


def work(doors: Doors, arrival_id: int) -> None:
    """Bring it in."""


def drop_old() -> int:
    """Remove what was never sent whole. In the open instance."""
    return 0
