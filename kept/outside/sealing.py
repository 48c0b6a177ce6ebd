"""How the bytes of a file are sealed: AES-256-GCM in frames, each bound to its file and its place in it.

A sealed file is a header (magic, salt) and frames of 64 KiB, each with a tag of 16 bytes. The key of a file comes
from the instance's key by HKDF with the file's own salt, so a counter is a nonce that never repeats. Every frame is
authenticated together with instance, file, its index and whether it is the last: frames cannot be swapped, dropped,
added, or carried into another file, and a file that was cut short does not end.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"KEPTFILE1"
SALT = 32
FRAME = 64 * 1024
TAG = 16


class Damaged(Exception):
    """The sealed bytes are not those that were written for this file of this instance."""


def seal(instance_key: bytes, instance_id: int, key: UUID, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed form of `chunks`, which may be of any size."""
    salt = os.urandom(SALT)
    cipher = _cipher(instance_key, instance_id, key, salt)
    yield MAGIC + salt
    for index, frame, last in _marked(_even(chunks)):
        yield cipher.encrypt(_nonce(index), frame, _bound(instance_id, key, index, last))


def opened(instance_key: bytes, instance_id: int, key: UUID, sealed: BinaryIO) -> Iterator[bytes]:
    """The plain frames of a sealed file. Raises Damaged at the first frame that is not as it was written;
    a file cut short between two frames is noticed at its end, so use what came only when the end was reached."""
    head = sealed.read(len(MAGIC) + SALT)
    if len(head) != len(MAGIC) + SALT or not head.startswith(MAGIC):
        raise Damaged("this is no sealed file")
    cipher = _cipher(instance_key, instance_id, key, head[len(MAGIC) :])
    for index, frame, last in _marked(iter(lambda: sealed.read(FRAME + TAG), b"")):
        try:
            yield cipher.decrypt(_nonce(index), frame, _bound(instance_id, key, index, last))
        except InvalidTag as broken:
            raise Damaged(f"frame {index} is not as it was written") from broken


def _cipher(instance_key: bytes, instance_id: int, key: UUID, salt: bytes) -> AESGCM:
    info = b"kept file" + _whose(instance_id, key)
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(instance_key))


def _whose(instance_id: int, key: UUID) -> bytes:
    return struct.pack(">q", instance_id) + key.bytes


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _bound(instance_id: int, key: UUID, index: int, last: bool) -> bytes:
    return _whose(instance_id, key) + struct.pack(">Q?", index, last)


def _even(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in full frames; the last one may be shorter."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= FRAME:
            yield bytes(waiting[:FRAME])
            del waiting[:FRAME]
    if waiting:
        yield bytes(waiting)


def _marked(frames: Iterator[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """(index, frame, whether it is the last); no bytes at all are one empty last frame."""
    frame = next(frames, b"")
    index = 0
    for following in frames:
        yield index, frame, False
        frame, index = following, index + 1
    yield index, frame, True
