"""Ends of terms by name, for the plan."""

from __future__ import annotations

from django.utils.translation import get_language

from kept.policy.terms import End


def end(code: str) -> str:
    """An end in words."""
    return End.of(code).text.in_(get_language() or "en")
