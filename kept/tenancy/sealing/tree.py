"""The arithmetic of seals: leaves with a salt, a Merkle tree as in RFC 6962, and a chain. No Django, no database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

SALT, HASH = 16, 32
BLANK = bytes(SALT)
FIRST = bytes(HASH)
COLUMNS = (
    "id", "instance_id", "at", "by", "user_id", "member_id", "door", "via", "purpose", "act", "kind", "ids", "keys",
    "groups", "request_id",
)  # fmt: skip


def said(line: Sequence[Any]) -> bytes:
    """A line of the log in one form that never changes: its columns in the order of COLUMNS, as JSON."""
    plain = [
        part.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(part, datetime)
        else part if part is None or isinstance(part, (int, str, list)) else str(part)
        for part in line
    ]  # fmt: skip
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def leaf(salt: bytes, line: Sequence[Any]) -> bytes:
    """The hash of a line. Without the salt nobody can find out by guessing what it said."""
    return hashlib.sha256(b"\0" + salt + said(line)).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaves in their order; of none it is the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def path(leaves: Sequence[bytes], place: int) -> list[tuple[bool, bytes]]:
    """The proof that one leaf is in its place: the hashes beside the way up, and on which side each stands (right?)."""
    if len(leaves) <= 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if place < half:
        return [*path(leaves[:half], place), (True, root(leaves[half:]))]
    return [*path(leaves[half:], place - half), (False, root(leaves[:half]))]


def follows(one: bytes, beside: Sequence[tuple[bool, bytes]]) -> bytes:
    """The root that a leaf and its proof lead to."""
    for right, other in beside:
        one = hashlib.sha256(b"\1" + (one + other if right else other + one)).digest()
    return one


def digest(instance: int, number: int, until: datetime, entries: Sequence[int], top: bytes, previous: bytes) -> bytes:
    """What a seal signs: where it stands, which lines it closes, their root, and the seal before it."""
    head = f"{instance}|{number}|{until.astimezone(UTC).isoformat(timespec='microseconds')}|{len(entries)}|"
    numbers = ",".join(map(str, entries)).encode()
    return hashlib.sha256(head.encode() + hashlib.sha256(numbers).digest() + top + previous).digest()


def parts(joined: bytes, size: int) -> list[bytes]:
    """Hashes or salts that were written one after another."""
    return [bytes(joined[start : start + size]) for start in range(0, len(joined), size)]
