"""The application's secret: made once, kept in the data folder, readable by its owner only."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from kept.server.place import data_folder, make_data_folder


def application_secret() -> str:
    """The secret that signs sessions and links: KEPT_SECRET, or the one of this data folder, made when missing."""
    given = os.environ.get("KEPT_SECRET")
    if given:
        return given
    path = data_folder() / "secret"
    if not path.exists():
        make_data_folder()
        _write_whole(path)
    return path.read_text().strip()


def _write_whole(path: Path) -> None:
    """Another process may be at the same: the first complete secret stays, and nobody ever reads half of one."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    Path(draft).unlink()
