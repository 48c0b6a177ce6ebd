"""Small things that are kept sealed within a row: attachments, photographs. Whoever reads the table reads noise."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kept.outside.keys import NONCE, ROWS, data_key
from kept.outside.sealing import Damaged


def seal(plain: bytes, kind: str) -> bytes:
    """The bytes as they are stored; `kind` says what they are, and is needed to open them."""
    nonce = os.urandom(NONCE)
    return nonce + _lock(kind).encrypt(nonce, plain, kind.encode())


def unseal(stored: bytes | memoryview, kind: str) -> bytes:
    """The bytes as they were. Raises Damaged when they are not as written, or of another kind."""
    whole = bytes(stored)
    try:
        return _lock(kind).decrypt(whole[:NONCE], whole[NONCE:], kind.encode())
    except (InvalidTag, ValueError) as wrong:
        raise Damaged("these bytes are not as they were written") from wrong


def _lock(kind: str) -> AESGCM:
    return AESGCM(data_key(ROWS + kind))
