"""Someone: a person as choices know them, by an address, by a record, or by a digest of the address alone."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from kept.consent.keyed import mac


def normal(email: str) -> str:
    """The form in which an address identifies a person: trimmed, composed, lower case."""
    return unicodedata.normalize("NFC", email).strip().lower()


def digest(email: str, instance_id: int | None = None) -> str:
    """The keyed digest of an address. Two controllers have two digests of it: their tables cannot be joined."""
    return mac(f"person {instance_id or 0}", normal(email)).hex()


@dataclass(frozen=True, slots=True)
class Someone:
    """A person. `kind` and `key` are a model label and a primary key; `instance_id` None: the operator's own data.

    `hashed` stands for the address where only its digest is known, as in the link of a mail."""

    email: str = ""
    instance_id: int | None = None
    kind: str = ""
    key: int | None = None
    hashed: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "email", normal(self.email))
        if not (self.email or self.hashed or (self.kind and self.key)):
            raise ValueError("someone is known by an address or by a record")

    @property
    def address(self) -> str:
        """The digest of the address, "" where none is known."""
        return digest(self.email, self.instance_id) if self.email else self.hashed

    @property
    def record(self) -> str:
        """The record, "contacts.contact:7", or ""."""
        return f"{self.kind}:{self.key}" if self.kind and self.key else ""

    def names(self) -> tuple[str, ...]:
        """All by which the person is known. A choice is written under each, and a no under any of them counts."""
        return tuple(name for name in (self.address, self.record) if name)


def user_as_someone(user: Any) -> Someone:
    """A user of the service as choices know them."""
    return Someone(email=user.email, kind="identity.user", key=user.pk)
