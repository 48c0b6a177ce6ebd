"""The product with its access log switched off, to measure what the log costs. It exists for the bench alone: the
product itself has no such switch."""

from __future__ import annotations

from typing import Any

from kept.audit import entries
from kept.audit.access import Access
from kept.server.wsgi import application


def _nothing(*_given: Any, **_named: Any) -> int:
    return 0


entries.write = _nothing
Access.read = _nothing  # type: ignore[method-assign, assignment]
Access.wrote = _nothing  # type: ignore[method-assign, assignment]

__all__ = ["application"]
