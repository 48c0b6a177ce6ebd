"""Keeping the periods that instances set: warn the administrators, wait, act on what was warned of, tell how to undo it."""

from __future__ import annotations


def keep_all() -> None:
    """Each night, for all instances."""
