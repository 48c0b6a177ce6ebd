"""The words that were shown when somebody was asked: kept once each, named by their SHA-256."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

from kept.consent.ledger import at_the_ledger, wordings
from kept.policy.keeps import keeps


@dataclass(frozen=True, slots=True)
class Shown:
    """Words as they were shown: their digest and language."""

    digest: str
    language: str


@keeps("C3")
def shown(text: str, language: str, instance_id: int | None = None) -> Shown:
    """Keep the words, if they are new, and name them. Words of an instance stay in the instance."""
    text = unicodedata.normalize("NFC", text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with at_the_ledger(instance_id):
        wordings(instance_id).get_or_create(digest=digest, defaults={"body": text, "language": language[:8]})
    return Shown(digest, language[:8])


def words_of(digest: str, instance_id: int | None = None) -> str:
    """The words with this digest, "" where none were shown."""
    if not digest:
        return ""
    with at_the_ledger(instance_id):
        row = wordings(instance_id).filter(digest=digest).first()
    return row.body if row else ""
