"""Addresses in mails and papers: whole ones, with the name by which people reach this Kept."""

from __future__ import annotations

import os

LOCAL = "http://127.0.0.1:8000"


def absolute(path: str) -> str:
    """`/privacy` as an address that works outside a page: where the server says it is reached (KEPT_ADDRESS)."""
    return os.environ.get("KEPT_ADDRESS", LOCAL).rstrip("/") + path
