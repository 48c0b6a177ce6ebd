"""Where things that are no rows lie: below the data folder."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def data_folder() -> Path:
    """The folder of everything that this Kept keeps."""
    return Path(settings.DATA_DIR)
