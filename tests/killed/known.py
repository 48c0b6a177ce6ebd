"""The kinds of jobs that are driven: for each a function of the cast that makes work for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.cast import World

Cause = Callable[[World], dict[str, Any]]
KINDS: dict[str, Cause] = {}


def of(kind: str) -> Callable[[Cause], Cause]:
    """Say that this function makes work for a kind of job."""

    def known(cause: Cause) -> Cause:
        KINDS[kind] = cause
        return cause

    return known
