"""Keyed digests: how people are known here without their address. The key lies outside the database.

Whoever reads the tables cannot tell whose a digest is, nor try addresses on them, without the key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

KEY_BYTES = 32


class WrongPeopleKey(Exception):
    """The key of people's digests cannot be read."""


def mac(use: str, text: str) -> bytes:
    """The keyed digest of a text for one use; digests of different uses cannot be compared."""
    return hmac.new(people_key(), f"{use}\n{text}".encode(), hashlib.sha256).digest()


def key_name() -> str:
    """A name of the key in use, which tells nothing of it: rows made with another key can be told by it."""
    return mac("name of the key", "").hex()[:16]


def people_key() -> bytes:
    """The key: KEPT_PEOPLE_KEY_FILE, or the one of the data folder, made once. Raises WrongPeopleKey."""
    given = os.environ.get("KEPT_PEOPLE_KEY_FILE")
    path = Path(given) if given else Path(settings.DATA_DIR) / "keys" / "people.key"
    if not given and not path.exists():
        _make(path)
    return _read(path)


@lru_cache(maxsize=8)
def _read(path: Path) -> bytes:
    try:
        key = base64.b64decode(path.read_text().strip(), validate=True)
    except (OSError, ValueError) as error:
        raise WrongPeopleKey(f"the key in {path} cannot be read") from error
    if len(key) != KEY_BYTES:
        raise WrongPeopleKey(f"the key in {path} is not {KEY_BYTES} bytes in base64")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(unfinished, path)  # whoever comes first made it
    except FileExistsError:
        pass
    finally:
        unfinished.unlink(missing_ok=True)
