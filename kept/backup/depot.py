"""Depot: a place for sealed bytes under names. A folder here; a bucket and a machine elsewhere are in `depots`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Protocol, runtime_checkable

from kept.outside.disk import sync
from kept.outside.storage.terms import RUN, Missing, Stored, proper

__all__ = ["Depot", "Folder", "Holding", "Missing", "Stored"]


class Depot(Protocol):
    """What a place for backups must be able to do. Names are paths with slashes; what is put is whole or not there."""

    def put(self, name: str, chunks: Iterable[bytes]) -> int: ...
    def get(self, name: str) -> Iterator[bytes]: ...
    def there(self, prefix: str = "") -> list[Stored]: ...
    def remove(self, name: str) -> None: ...
    def tidy(self) -> int: ...


@runtime_checkable
class Holding(Depot, Protocol):
    """A depot whose store can hold things for a time, so that nobody removes them."""

    @property
    def holds(self) -> bool: ...
    def hold(self, name: str, until: datetime) -> None: ...


class Folder:
    """A depot in a folder: a disk of its own, best in another machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, chunks: Iterable[bytes]) -> int:
        """Keep the bytes under a name; they are on the disk on return. Returns how many there were."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            try:
                size = sum(file.write(chunk) for chunk in chunks)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).rename(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        sync(path.parent)
        return size

    def get(self, name: str) -> Iterator[bytes]:
        """The bytes of a name in runs. Raises Missing at once when there are none."""
        try:
            file = self._path(name).open("rb")
        except FileNotFoundError as absent:
            raise Missing(f"{name} is not in {self.root}") from absent
        return _runs(file)

    def there(self, prefix: str = "") -> list[Stored]:
        """What lies under names that begin so, by name. What was never finished is none of it."""
        base = self.root / PurePosixPath(prefix).parent if not prefix.endswith("/") else self.root / prefix
        if not base.is_dir():
            return []
        paths = [path for path in base.rglob("*") if path.is_file() and not path.name.startswith(".")]
        found = [(path.relative_to(self.root).as_posix(), path.stat()) for path in paths]
        return sorted(
            (
                Stored(name, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC))
                for name, stat in found
                if name.startswith(prefix)
            ),
            key=lambda each: each.name,
        )

    def remove(self, name: str) -> None:
        """Remove what lies under a name, and folders that are empty by it."""
        path = self._path(name)
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == self.root or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()

    def tidy(self) -> int:
        """Remove what was never finished. Returns how much. Only while nobody puts anything."""
        left = [path for path in self.root.rglob(".*") if path.is_file()]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def _path(self, name: str) -> Path:
        return self.root.joinpath(*proper(name).split("/"))


def _runs(file: object) -> Iterator[bytes]:
    with file:  # type: ignore[attr-defined]
        while run := file.read(RUN):  # type: ignore[attr-defined]
            yield run
