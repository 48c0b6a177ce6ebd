"""Links in mails: sealed, so that an address in them is read by nobody, and made by nobody else.

A yes that is not confirmed yet is kept nowhere but in the link that waits in the person's own mailbox.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import time
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kept.policy.keeps import keeps

NONCE = 12
LONGEST = 2000


@keeps("C3")
def sealed(kind: str, **known: Any) -> str:
    """A token that only `unsealed` of the same kind can read."""
    nonce = os.urandom(NONCE)
    plain = json.dumps({**known, "at": time.time()}, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(nonce + _lock().encrypt(nonce, plain, kind.encode())).decode().rstrip("=")


def unsealed(kind: str, token: str, *, seconds: float | None = None) -> dict[str, Any] | None:
    """What the token holds, or None when it is not ours, of another kind, or older than `seconds`."""
    if len(token) > LONGEST:
        return None
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        known: dict[str, Any] = json.loads(_lock().decrypt(raw[:NONCE], raw[NONCE:], kind.encode()))
    except (InvalidTag, ValueError, binascii.Error):
        return None
    if seconds is not None and time.time() - known["at"] > seconds:
        return None
    return known


def _lock() -> AESGCM:
    return AESGCM(hashlib.sha256(b"newsletter links\0" + settings.SECRET_KEY.encode()).digest())
