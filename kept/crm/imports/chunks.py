"""The lines of a file, a chunk at a time: one is read and cleaned while the one before is being written."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import islice
from typing import Any

from kept.crm.imports.cleaning import Cleaned
from kept.crm.imports.engines import AnyEngine
from kept.crm.imports.plan import CHUNK
from kept.crm.imports.reading import Line

Chunk = list[Any]  # of lines as they were read, or cleaned already


def chunks(engine: AnyEngine, lines: Iterator[Line]) -> Iterator[Chunk]:
    """Chunks of lines: cleaned ahead where the engine allows it, else as they were read."""
    return _cleaned_ahead(engine, lines) if engine.ahead else _as_read(lines)


def cleaned(engine: AnyEngine, chunk: Chunk) -> list[Cleaned]:
    """A chunk, cleaned; when it could not be done before, here and now, with the door open."""
    return chunk if isinstance(chunk[0], Cleaned) else engine.cleaned(chunk)


def counted(found: Iterator[Chunk], done: int) -> Iterator[tuple[int, Chunk]]:
    """Each chunk with the number of lines before it."""
    for chunk in found:
        yield done, chunk
        done += len(chunk)


def _as_read(lines: Iterator[Line]) -> Iterator[Chunk]:
    while chunk := list(islice(lines, CHUNK)):
        yield chunk


def _cleaned_ahead(engine: AnyEngine, lines: Iterator[Line]) -> Iterator[Chunk]:
    def following() -> list[Cleaned]:
        return engine.cleaned(list(islice(lines, CHUNK)))

    with ThreadPoolExecutor(1) as other:
        coming = other.submit(copy_context().run, following)
        while found := coming.result():
            coming = other.submit(copy_context().run, following)
            yield found
