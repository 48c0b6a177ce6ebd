"""The one error of reading: a file that cannot be a table, with a sentence that says what to do."""

from __future__ import annotations


class Unreadable(Exception):
    """Why a file cannot be imported."""
