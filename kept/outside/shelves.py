"""Where the sealed bytes of files lie: in the folder of files here, or in a bucket of [files.s3] under contract.

What lies in the bucket is handed about like a path: it can be opened, asked how large it is, and removed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, Self, cast

from django.conf import settings

from kept.outside.disk import sync
from kept.outside.places import data_folder
from kept.outside.storage.terms import Reader
from kept.policy.keeps import keeps

if TYPE_CHECKING:
    from kept.outside.storage.s3 import Bucket
    from kept.outside.storage.terms import Stored

HERE = "folder"


class Shelf(Protocol):
    """What a place of files can do. Names are paths below the data folder: files/<instance>/<two letters>/<key>."""

    def put(self, name: str, chunks: Iterable[bytes]) -> None: ...
    def at(self, name: str) -> Path | Lying: ...
    def all(self, prefix: str) -> Iterator[Path | Lying]: ...


class Folder:
    """The folder of files, below the data folder."""

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Keep the bytes; they are on the disk on return. Raises FileExistsError when the name is taken."""
        path = data_folder() / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            try:
                for run in chunks:
                    file.write(run)
                file.flush()
                os.fsync(file.fileno())
                os.link(file.name, path)  # unlike a rename, refuses to put one file in another's place
            finally:
                os.unlink(file.name)
        sync(path.parent)

    def at(self, name: str) -> Path:
        """The path of a name."""
        return data_folder() / name

    def all(self, prefix: str) -> Iterator[Path]:
        """All files below a folder."""
        return (
            each for each in (data_folder() / prefix).rglob("*") if each.is_file() and not each.name.startswith(".")
        )


@keeps("D1", "L5")
class InBucket:
    """A bucket of a provider under contract."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Keep the bytes; they are in the store on return. Raises FileExistsError when the name is taken, Away."""
        if self.at(name).exists():
            raise FileExistsError(name)
        self.bucket.put(name, chunks)

    def at(self, name: str) -> Path | Lying:
        """What lies under a name, if anything; still in the folder here, where it was not brought away yet."""
        here = Folder().at(name)
        return here if here.exists() else Lying(self.bucket, name)

    def all(self, prefix: str) -> Iterator[Path | Lying]:
        """All that lies under names that begin so."""
        yield from Folder().all(prefix)
        yield from (Lying(self.bucket, stored.name, stored) for stored in self.bucket.there(f"{prefix}/"))


@dataclass(frozen=True)
class Lying:
    """Something in a bucket, as far as whoever handles files wants it to be a path."""

    bucket: Bucket
    path: str
    stored: Stored | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The last part of its path."""
        return PurePosixPath(self.path).name

    def stat(self) -> Any:
        """Its size, and when it was put there. Raises FileNotFoundError."""
        known = self.stored or next((each for each in self.bucket.there(self.path) if each.name == self.path), None)
        if known is None:
            raise FileNotFoundError(self.path)
        at = known.at.timestamp()
        return SimpleNamespace(st_size=known.size, st_mtime=at, st_ctime=at, st_mtime_ns=int(at * 1e9))

    def exists(self) -> bool:
        """Whether it is there."""
        try:
            self.stat()
        except FileNotFoundError:
            return False
        return True

    is_file = exists

    def open(self, _mode: str = "rb") -> BinaryIO:
        """To be read. Raises FileNotFoundError."""
        return cast(BinaryIO, Opened(self))

    def runs(self) -> Iterator[bytes]:
        """The bytes that lie there, in runs. Raises FileNotFoundError at once."""
        from kept.outside.storage.terms import Missing

        try:
            return self.bucket.get(self.path)
        except Missing as absent:
            raise FileNotFoundError(self.path) from absent

    def replace_with(self, chunks: Iterable[bytes]) -> None:
        """Put other bytes in its place, whole or not at all. Raises FileNotFoundError where it is not there any more."""
        if not self.exists():
            raise FileNotFoundError(self.path)
        self.bucket.put(self.path, chunks)

    def unlink(self, missing_ok: bool = False) -> None:
        """Remove it, in every version. Raises FileNotFoundError."""
        if not missing_ok and not self.exists():
            raise FileNotFoundError(self.path)
        self.bucket.remove(self.path)


class Opened:
    """Something in a bucket that is read as a file is; it can be begun anew."""

    def __init__(self, lying: Lying) -> None:
        self._lying = lying
        self._reader = Reader(lying.runs())

    def read(self, size: int) -> bytes:
        """So many bytes, or what is left."""
        return self._reader.read(size)

    def seek(self, _beginning: int = 0) -> None:
        """From the beginning again."""
        self._reader = Reader(self._lying.runs())

    def close(self) -> None:
        """Nothing is held."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_any: object) -> None:
        self.close()


def shelf() -> Shelf:
    """The place of files. KEPT_FILES=folder has them here whatever kept.toml says: so a restored Kept is looked through."""
    if not settings.FILES or os.environ.get("KEPT_FILES") == HERE:
        return Folder()
    return _bucket(tuple(sorted(settings.FILES.items())))


@lru_cache(maxsize=1)
def _bucket(section: tuple[tuple[str, Any], ...]) -> InBucket:
    from kept.outside.storage import named  # large: only who has a bucket loads it

    if dict(section).get("lock"):
        raise ValueError("[files.s3] cannot have a lock: what a person has erased must be able to go")
    return InBucket(named.bucket(dict(section), "files.s3"))


def put_away(folder: Path) -> int:
    """Bring the files of a data folder that the bucket lacks, or has as they were at another time, into the bucket, and
    remove them here. Returns how many.

    A file that was sealed anew since a backup opens with no key of that day: what comes back takes its place.
    """
    place = shelf()
    if not isinstance(place, InBucket):
        return 0
    brought = 0
    for path in [path for path in (folder / "files").rglob("*") if path.is_file() and not path.name.startswith(".")]:
        name = path.relative_to(folder).as_posix()
        if not _same_time(Lying(place.bucket, name), path):
            place.bucket.put(name, runs(path))
            brought += 1
        path.unlink()
    return brought


def _same_time(lying: Lying, path: Path) -> bool:
    """Whether what lies there is the very thing that was backed up and brought back here."""
    try:
        return bool(lying.stat().st_mtime_ns == path.stat().st_mtime_ns)
    except FileNotFoundError:
        return False


def newer(moment: float, prefix: str = "files") -> Iterator[tuple[str, Lying]]:
    """What came into the bucket since a moment (seconds since 1970). Nothing when files lie here."""
    place = shelf()
    if isinstance(place, InBucket):
        since = datetime.fromtimestamp(moment).astimezone()
        for each in place.all(prefix):
            if isinstance(each, Lying) and each.stored and each.stored.at >= since:
                yield each.path, each


def runs(path: Path) -> Iterator[bytes]:
    """The bytes that lie there, in runs."""
    with path.open("rb") as file:
        while run := file.read(1 << 20):
            yield run
