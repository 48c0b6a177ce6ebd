"""The secrets of second steps: sealed, and each bound to its person and kind, so that nobody's opens in another's row.

The package that keeps them asks us to seal a text without saying whose it is. So a row marks its secrets when it comes
into being, and binds them when it is saved.
"""

from __future__ import annotations

import base64
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kept.outside import secrets_of
from kept.outside.keys import NONCE, data_key
from kept.outside.sealing import Damaged
from kept.policy.keeps import keeps

USE = "second factor"
FIELDS = ("secret", "seed", "migrated_codes")
LABEL = "mfa.authenticator"


class Theirs(str):
    """A sealed secret that knows in whose row it stands."""

    whose: tuple[int, str]

    @classmethod
    def of(cls, text: str, user_id: int, field: str) -> Theirs:
        """The text, marked."""
        made = cls(text)
        made.whose = (user_id, field)
        return made


def sealed(text: str) -> str:
    """A secret that belongs to nobody yet."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + AESGCM(data_key(USE)).encrypt(nonce, text.encode(), None)).decode()


def opened(stored: str) -> str:
    """The secret. Raises Damaged."""
    if secrets_of.is_bound(stored):
        user_id, field = getattr(stored, "whose", (0, ""))
        return secrets_of.unseal(LABEL, 0, user_id, field, stored, use=USE)
    try:
        raw = base64.b64decode(stored)
        return AESGCM(data_key(USE)).decrypt(raw[:NONCE], raw[NONCE:], None).decode()
    except (InvalidTag, ValueError) as wrong:
        raise Damaged("this secret is not as it was written") from wrong


def mark(sender: Any, instance: Any, **_more: Any) -> None:
    """A row has come into being: its secrets know whose they are."""
    _each(instance, lambda text, field: Theirs.of(text, instance.user_id, field))


@keeps("D9")
def bind(sender: Any, instance: Any, **_more: Any) -> None:
    """A row is about to be saved: what is not bound yet is bound to its person."""

    def bound(text: str, field: str) -> str:
        if secrets_of.is_bound(text):
            return Theirs.of(text, instance.user_id, field)
        kept = secrets_of.seal(LABEL, 0, instance.user_id, field, opened(text), use=USE)
        return Theirs.of(kept, instance.user_id, field)

    _each(instance, bound)


def _each(row: Any, act: Any) -> None:
    data = row.__dict__.get("data")
    for name in FIELDS if isinstance(data, dict) else ():
        field = f"{row.type}.{name}"
        value = data.get(name)
        if isinstance(value, str):
            data[name] = act(value, field)
        elif isinstance(value, list):
            data[name] = [act(one, field) for one in value]


def watch() -> None:
    """Have each row of the package marked and bound."""
    from allauth.mfa.models import Authenticator
    from django.db.models import signals

    signals.post_init.connect(mark, sender=Authenticator, dispatch_uid="kept.second_secrets.mark")
    signals.pre_save.connect(bind, sender=Authenticator, dispatch_uid="kept.second_secrets.bind")
