"""Where the watch keeps what must be there without a database: below the data folder."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """The folder of the watch."""
    made = Path(settings.DATA_DIR) / "status"
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made
