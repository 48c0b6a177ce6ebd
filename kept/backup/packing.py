"""Packing: blocks of a mebibyte, each compressed by itself, so that both cores can work; back again the same way."""

from __future__ import annotations

import struct
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

BLOCK = 1 << 20
LENGTH = struct.Struct(">I")
PLAIN = 1 << 31  # set in the length of a block that would not become smaller
FASTEST = 1
AHEAD = 4
THREADS = 2


class Unreadable(Exception):
    """The packed bytes end in the middle or are no packed bytes."""


def packed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks in blocks, each with its length before it."""
    with ThreadPoolExecutor(THREADS) as hands:
        waiting: deque[Future[bytes]] = deque()
        for block in blocks(chunks):
            waiting.append(hands.submit(_pack, block))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes as they were. Raises Unreadable."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while (end := _end(waiting)) is not None:
            yield _unpack(waiting, end)
            del waiting[:end]
    if waiting:
        raise Unreadable("the packed bytes end in the middle of a block")


def blocks(chunks: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """The same bytes in full blocks; the last one may be shorter."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= size:
            yield bytes(waiting[:size])
            del waiting[:size]
    if waiting:
        yield bytes(waiting)


def _pack(block: bytes) -> bytes:
    small = zlib.compress(block, FASTEST)
    if len(small) < len(block):
        return LENGTH.pack(len(small)) + small
    return LENGTH.pack(len(block) | PLAIN) + block


def _end(waiting: bytearray) -> int | None:
    if len(waiting) < LENGTH.size:
        return None
    end = LENGTH.size + int(LENGTH.unpack_from(waiting)[0] & ~PLAIN)
    return end if len(waiting) >= end else None


def _unpack(waiting: bytearray, end: int) -> bytes:
    block = bytes(waiting[LENGTH.size : end])
    if LENGTH.unpack_from(waiting)[0] & PLAIN:
        return block
    try:
        return zlib.decompress(block)
    except zlib.error as wrong:
        raise Unreadable("a block cannot be unpacked") from wrong
