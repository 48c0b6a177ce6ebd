"""What kept.toml says of mail: [mail] with host, port, user, password_file, from, authority, bounces."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

DEFAULTS: dict[str, Any] = {
    "host": "", "port": 587, "user": "", "password_file": "", "from": "", "authority": "", "bounces": "",
}  # fmt: skip


def mail_settings() -> dict[str, Any]:
    """The section, complete. The password comes from a file of its own, never from kept.toml.

    Raises ValueError for a name that is unknown, so that a slip of the pen does not go unnoticed."""
    path = Path(os.environ.get("KEPT_CONFIG") or "kept.toml")
    document = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    section = document.get("mail", {})
    unknown = sorted(set(section) - set(DEFAULTS))
    if unknown:
        raise ValueError(f"{path} has settings in [mail] that Kept does not know: {', '.join(unknown)}")
    known: dict[str, Any] = DEFAULTS | section
    secret = Path(known.pop("password_file")) if known["password_file"] else None
    known.pop("password_file", None)
    sender = known["from"] or document.get("controller", {}).get("email") or "kept@localhost"
    return known | {
        "from": sender,
        "password": secret.read_text().strip() if secret else "",
        "authority": known["authority"] or None,
    }
