"""Secrets that must be read again: sealed with AES-256-GCM, each bound to its instance, record and field.

    row.secret = seal("api.webhook", 7, row.pk, "secret", "the words")
    words = unseal("api.webhook", 7, row.pk, "secret", row.secret)

Carried over to another row, another column or another instance it does not open.
"""

from __future__ import annotations

import base64
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kept.outside.keys import NONCE, data_key
from kept.outside.sealing import Damaged
from kept.policy.keeps import keeps

MARK = "b1."


@keeps("D2", "D9")
def seal(label: str, instance_id: int, key: Any, field: str, text: str, *, use: str = "secrets") -> str:
    """A secret as its column has it."""
    nonce = os.urandom(NONCE)
    made = AESGCM(data_key(use)).encrypt(nonce, text.encode(), _bound(label, instance_id, key, field))
    return MARK + base64.b64encode(nonce + made).decode()


def unseal(label: str, instance_id: int, key: Any, field: str, stored: str, *, use: str = "secrets") -> str:
    """The secret again. Raises Damaged for one that is not as it was written, or not of this place."""
    try:
        raw = base64.b64decode(stored.removeprefix(MARK), validate=True)
        bound = _bound(label, instance_id, key, field)
        return AESGCM(data_key(use)).decrypt(raw[:NONCE], raw[NONCE:], bound).decode()
    except (InvalidTag, ValueError) as wrong:
        raise Damaged("this secret is not as it was written, or not of this record") from wrong


def is_bound(stored: str) -> bool:
    """Whether a secret was sealed for its place."""
    return stored.startswith(MARK)


def _bound(label: str, instance_id: int, key: Any, field: str) -> bytes:
    return json.dumps(["kept secret", label, instance_id, str(key), field]).encode()
