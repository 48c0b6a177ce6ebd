"""Coming back to where it was made: what was erased here since then must not come back with it (R6)."""

from __future__ import annotations

from typing import Any


def gone_since(manifest: dict[str, Any]) -> Any:
    """What was erased in the instance since its archive was made."""
    return None


def erase_again(made: Any) -> None:
    """Take it out again."""
