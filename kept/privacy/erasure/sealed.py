"""Short texts that wait in a row: sealed, so that the table and its backups tell nobody what they are."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kept.outside.keys import data_key


def _cipher() -> AESGCM:
    return AESGCM(data_key("pending"))


def seal(value: Any) -> str:
    """A value as a row may hold it."""
    nonce = os.urandom(12)
    return base64.b64encode(nonce + _cipher().encrypt(nonce, json.dumps(value).encode(), None)).decode()


def opened(text: str) -> Any:
    """The value again. Raises InvalidTag for what was sealed under another key."""
    raw = base64.b64decode(text)
    return json.loads(_cipher().decrypt(raw[:12], raw[12:], None))
