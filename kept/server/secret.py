"""The application's secret: made once, kept in the data folder, readable by its owner only."""

from __future__ import annotations

import os
import secrets

from kept.server.place import data_folder


def application_secret() -> str:
    """The secret that signs sessions and links: KEPT_SECRET, or the one of this data folder, made when missing."""
    given = os.environ.get("KEPT_SECRET")
    if given:
        return given
    path = data_folder() / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
