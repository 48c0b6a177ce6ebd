"""Requests that got no turn: the application never saw them, and the request log has them all the same."""

from __future__ import annotations

from typing import Any

from kept.policy.keeps import keeps
from kept.tracking.keeper import keeper
from kept.tracking.lines import turned_away


@keeps("C7")
def no_turn(environ: dict[str, Any], at: float, waited_ms: float) -> None:
    """Note one that was told to come again."""
    if keeper.listening:
        keeper.note(turned_away(environ, at, waited_ms, 503))
